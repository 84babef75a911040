import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let headers = [
        Defect("headers-absent", "no rate-limit fields at all", namedBy: "HDR-01") {
            $0.alsoResponding { response, _ in response.removeAdvice() }
        },
        Defect("headers-absent-on-success", "fields only on refusals", namedBy: "HDR-01") {
            $0.alsoResponding { response, _ in if response.status < 300 { response.removeAdvice() } }
        },
        Defect("headers-absent-on-errors", "no fields on 404, 409, 422", namedBy: "HDR-02") {
            $0.alsoResponding { response, _ in if [404, 409, 422].contains(response.status) { response.removeAdvice() } }
        },
        Defect("headers-absent-when-limited", "no fields on 429", namedBy: "HDR-03") {
            $0.alsoResponding { response, facts in if facts.fate == .limited { response.removeAdvice() } }
        },
        Defect("limit-doubled", "limit is a list: two middlewares both write it", namedBy: "HDR-05") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Limit") { "\($0), \($0)" } }
        },
        Defect("remaining-line-repeated", "remaining stands in two lines", namedBy: "HDR-05") {
            $0.alsoResponding { response, facts in response.fields.append(FieldLine("X-RateLimit-Remaining", "\(facts.standing.remaining)")) }
        },
        Defect("remaining-decimal", "remaining has a decimal point", namedBy: "HDR-06") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Remaining") { "\($0).0" } }
        },
        Defect("reset-as-date", "reset is an HTTP date", namedBy: "HDR-06") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Reset") { HTTPDate.format(WallInstant(epochSeconds: $0)) } }
        },
        Defect("limit-misstated", "limit is one more than what is enforced", namedBy: "HDR-07") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Limit") { "\($0 + 1)" } }
        },
        Defect("remaining-negative", "remaining goes below zero when limited", namedBy: "HDR-08") {
            $0.costOfRejection = 1
            $0.alsoResponding { response, facts in
                if facts.fate == .limited { response.rewrite("X-RateLimit-Remaining") { _ in "\(min(-1, facts.standing.remaining))" } }
            }
        },
        Defect("reset-in-milliseconds", "reset counts milliseconds", namedBy: "HDR-09") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Reset") { "\($0)000" } }
        },
        Defect("reset-as-delta", "reset counts seconds from now", namedBy: "HDR-09") {
            $0.alsoResponding { response, facts in
                response.rewrite("X-RateLimit-Reset") { "\($0 - facts.now.sinceEpoch.secondsRoundedDown)" }
            }
        },
        Defect("reset-zero", "reset is always 0", namedBy: "HDR-09") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Reset") { _ in "0" } }
        },
    ]
}
