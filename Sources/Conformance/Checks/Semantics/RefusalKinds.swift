import Limiters
import Timeline

/// Tells limited responses of several makers apart: a network's page by address, the API's own words by key.
enum RefusalKinds {
    /// `30 × 429 application/json with fields, 12 × 429 text/html without`; nothing where all are of one kind.
    static func shown(_ limited: [Answer], _ contract: Contract) -> String? {
        var counts: [String: Int] = [:]
        for answer in limited { counts[kind(of: answer.first, contract), default: 0] += answer.count }
        guard counts.count > 1 else { return nil }
        return counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
    }

    /// What kind of limited response one is, where there are several; nothing otherwise.
    static func shown(_ observation: Observation, among limited: [Answer], _ contract: Contract) -> String? {
        shown(limited, contract) == nil ? nil : kind(of: observation, contract)
    }

    private static func kind(of observation: Observation, _ contract: Contract) -> String {
        let look = observation.attempt.response.map { AnswerLook($0).shown } ?? "no response"
        guard contract.promisesAdvice, let advice = observation.advice else { return look }
        return look + (advice.isPresent ? " with fields" : " without fields")
    }
}
