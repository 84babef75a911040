import Limiters
import Timeline

/// The fields of draft-ietf-httpapi-ratelimit-headers, where a target sends them.
enum DraftFields {
    static func carriers(_ evidence: Evidence) -> [(Observation, RateLimitFields)] {
        guard evidence.answers.contains(where: { isCarrier($0.first.attempt.response) }) else { return [] }
        return evidence.plain.compactMap { observation in
            guard let response = observation.attempt.response, isCarrier(response) else { return nil }
            return (observation, RateLimitFields(response))
        }
    }

    private static func isCarrier(_ response: Response?) -> Bool {
        response?.first("ratelimit") != nil || response?.first("ratelimit-policy") != nil
    }
}
