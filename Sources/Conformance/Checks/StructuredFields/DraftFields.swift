import Limiters
import Timeline

/// The fields of draft-ietf-httpapi-ratelimit-headers, where a target sends them.
enum DraftFields {
    static func carriers(_ evidence: Evidence) -> [(Observation, RateLimitFields)] {
        evidence.plain.compactMap { observation in
            guard let response = observation.attempt.response, response.first("ratelimit") != nil || response.first("ratelimit-policy") != nil else { return nil }
            return (observation, RateLimitFields(response))
        }
    }
}
