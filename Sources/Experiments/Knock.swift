import Conformance
import LoadEngine
import Timeline

/// One request with each given key, or with one of those that were made up, before anything else: whether the target lets them in, and
/// how long a response takes.
struct Knock: Sendable {
    /// Of each key, whether it is let in; made-up keys are all alike, so one speaks for all.
    let keys: [Int]

    /// What the plan learns from it.
    struct Answer: Sendable {
        /// Keys that the target refuses, and with which status.
        var refused: [Int: Int] = [:]
        /// The median of what the responses took; nothing where none came.
        var roundTrip: TimeSpan?
    }

    /// Tries before everybody is taken for turned away, and how long they are spread over, so that a short outage is no reason.
    private static let tries = 6...10
    private static let patience = TimeSpan.milliseconds(1_500)
    /// Keys that are tried side by side.
    private static let together = 8

    /// The most that it sends.
    var most: Int { max(Self.tries.upperBound, 2 * keys.count + Self.tries.upperBound) }
    /// How long it takes at most, besides the time of its responses.
    static let longest = patience + .milliseconds(200)
    /// Responses that it waits for, one after the other.
    static let trips = 12

    /// Throws: `TurnedAway` where no key is let in.
    func run(_ lab: Lab) async throws -> Answer {
        var attempts: [Attempt] = []
        let began = lab.now
        let most = min(Self.tries.upperBound, max(Self.tries.lowerBound, keys.count))
        while !(attempts.last?.isHeard ?? false), attempts.count < most {
            if !attempts.isEmpty { try await lab.sleep(Self.patience / (most - 1)) }
            // A target that answers slowly is given up as soon as any other.
            if attempts.count >= 3, lab.now - began >= Self.patience { break }
            attempts.append(try await lab.on(keys[attempts.count % keys.count]).send())
        }
        // What brought no response at all is the driver's to judge.
        let answered = attempts.filter { $0.response != nil }
        if let last = answered.last, answered.count == attempts.count, !answered.contains(where: \.isHeard) {
            throw TurnedAway(last, answers: answered.count, lab.contract)
        }
        let others = keys.filter { key in !attempts.contains { $0.key == key && $0.isHeard } }
        attempts += try await knock(with: others, lab)
        let refused = attempts.filter { $0.isKeyRefused && others.contains($0.key) }
        var answer = Answer()
        if !refused.isEmpty {
            try await lab.sleep(.milliseconds(200))
            for attempt in try await knock(with: Array(Set(refused.map(\.key))).sorted(), lab) where attempt.isKeyRefused {
                answer.refused[attempt.key] = attempt.response?.status
            }
        }
        let times = attempts.filter { $0.response != nil }.compactMap(\.serviceTime).sorted()
        answer.roundTrip = times.isEmpty ? nil : times[times.count / 2]
        return answer
    }

    private func knock(with keys: [Int], _ lab: Lab) async throws -> [Attempt] {
        var attempts: [Attempt] = []
        for start in stride(from: 0, to: keys.count, by: Self.together) {
            attempts += try await withThrowingTaskGroup(of: Attempt?.self) { group in
                for key in keys[start..<min(keys.count, start + Self.together)] {
                    group.addTask { try await lab.on(key).sendIfAllowed() }
                }
                return try await group.reduce(into: []) { found, attempt in if let attempt { found.append(attempt) } }
            }
        }
        return attempts
    }
}

extension Attempt {
    /// True for an answer of the API itself: it let the request in, or limited it.
    fileprivate var isHeard: Bool {
        guard let response else { return false }
        if isAdmitted || isStatedLimit { return true }
        if meaning != nil { return false }
        // Some limiters say no with another status; they show by their fields that it was they.
        return response.status >= 500 && response.fields.contains { $0.name.contains("ratelimit") || $0.name.contains("rate-limit") }
    }

    fileprivate var isKeyRefused: Bool { !isStatedLimit && !isAdmitted && (response?.status == 401 || response?.status == 403) }
}

/// Nobody was let in, so there is nothing to judge.
package struct TurnedAway: Error, Equatable, CustomStringConvertible {
    package var description: String

    init(_ attempt: Attempt, answers: Int, _ contract: Contract) {
        let response = attempt.response
        let status = response?.status ?? 0
        func quoted(_ name: String) -> String { response?.first(name.lowercased()).map { " (\(name): \($0))" } ?? "" }
        let all = "all \(answers) requests were answered with \(status)"
        let hasKeys = contract.isLeads || contract.offers(.withoutKey)
        guard contract.isLeads || (300...399).contains(status) || status >= 500 else {
            let what = all + quoted("WWW-Authenticate") + quoted("Allow")
            description = switch status {
            case 401 where !hasKeys, 403 where !hasKeys: "\(what): it asks who you are; say in the profile where a request carries its key (credential), and give keys"
            case 401, 403: "\(what): the keys are not valid for this target, or stand in the wrong place; see credential and keys in the profile"
            case 404, 405: "\(what): are request.path and request.method right?"
            case 200...299: "\(what), which the profile's answers take for no admission; are its rules right?"
            default: "\(what): it refuses the request as such; are request.headers and its body right? `rateproof probe` shows one"
            }
            return
        }
        description = switch status {
        case 300...399:
            response?.first("location").map { "\(all) and Location: \($0): it redirects to \($0); give that url" }
                ?? "\(all): it redirects, and does not say where to; is the url that of the create endpoint?"
        case 401: "\(all)\(quoted("WWW-Authenticate")): the keys are not valid for this target; give keys of this API, in RATEPROOF_API_KEYS"
        case 403: "\(all)\(quoted("WWW-Authenticate")): the keys may not create leads here; give keys of this API, in RATEPROOF_API_KEYS"
        case 404, 405: "\(all)\(quoted("Allow")): is the url that of the create endpoint?"
        case 400...499: "\(all): is the url that of the create endpoint, and does it take a lead as JSON?"
        default: "\(all)\(quoted("Retry-After")): the target is up and fails at everything; see its log"
        }
    }
}
