import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let headers: [Defect] = [
        Defect("headers-absent", "no rate-limit fields at all", namedBy: "HDR-01") {
            $0.alsoResponding { response, _ in response.removeAdvice() }
        },
        Defect("headers-absent-on-success", "fields only on refusals", namedBy: "HDR-01") {
            $0.alsoResponding { response, _ in if response.status < 300 { response.removeAdvice() } }
        },
        Defect("headers-absent-on-import", "no fields on an import", namedBy: "HDR-01") {
            $0.alsoResponding { response, facts in if facts.request.isOtherRoute { response.removeAdvice() } }
        },
        Defect("headers-absent-under-load", "no fields where more than sixteen requests are under way", namedBy: "HDR-01") {
            $0.alsoResponding { response, facts in if facts.inFlight > 16 { response.removeAdvice() } }
        },
        Defect("headers-absent-on-errors", "no fields on 404, 409, 422", namedBy: "HDR-02") {
            $0.alsoResponding { response, _ in if [404, 409, 422].contains(response.status) { response.removeAdvice() } }
        },
        Defect("headers-absent-when-limited", "no fields on 429", namedBy: "HDR-03") {
            $0.alsoRefusing { response, _ in response.removeAdvice() }
        },
        Defect("limit-doubled", "limit is a list: two middlewares both write it", namedBy: "HDR-05") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Limit") { "\($0), \($0)" } }
        },
        Defect("limit-with-policy", "limit is a list of the limit and its policy, as early drafts had it", namedBy: "HDR-05") {
            $0.alsoResponding { response, facts in
                response.rewrite("X-RateLimit-Limit") { "\($0), \($0);w=\(facts.settings.window.secondsRoundedUp)" }
            }
        },
        Defect("remaining-line-repeated", "remaining stands in two lines", namedBy: "HDR-05") {
            $0.alsoResponding { response, facts in response.fields.append(FieldLine("X-RateLimit-Remaining", "\(facts.standing.remaining)")) }
        },
        Defect("retry-after-line-repeated", "Retry-After stands in two lines", namedBy: "HDR-05") {
            $0.alsoResponding { response, _ in
                response.fields += response.fields.filter { $0.name == "Retry-After" }
            }
        },
        Defect("remaining-decimal", "remaining has a decimal point", namedBy: "HDR-06") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Remaining") { "\($0).0" } }
        },
        Defect("remaining-empty-when-limited", "remaining has no value on a 429", namedBy: "HDR-06") {
            $0.alsoRefusing { response, _ in response.rewrite("X-RateLimit-Remaining") { _ in "" } }
        },
        Defect("reset-as-date", "reset is an HTTP date", namedBy: "HDR-06") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Reset") { HTTPDate.format(WallInstant(epochSeconds: $0)) } }
        },
        Defect("reset-with-unit", "reset counts seconds from now and says so", namedBy: "HDR-06") {
            $0.alsoResponding { response, facts in
                response.rewrite("X-RateLimit-Reset") { "\($0 - facts.now.sinceEpoch.secondsRoundedDown)s" }
            }
        },
        Defect("limit-misstated", "limit is one more than what is enforced", namedBy: "HDR-07") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Limit") { "\($0 + 1)" } }
        },
        Defect("limit-zero-when-limited", "limit is 0 on a 429", namedBy: "HDR-07") {
            $0.alsoRefusing { response, _ in response.rewrite("X-RateLimit-Limit") { _ in "0" } }
        },
        Defect("remaining-negative", "remaining goes below zero when limited", namedBy: "HDR-08") {
            $0.costOfRejection = 1
            $0.alsoRefusing { response, facts in
                response.rewrite("X-RateLimit-Remaining") { _ in "\(min(-1, facts.standing.remaining))" }
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
        Defect("reset-at-window-start", "reset is when the window began", namedBy: "HDR-09") {
            $0.alsoAdvising { standing, facts in standing.reset = standing.reset - facts.settings.window }
        },
        Defect("reset-of-next-window", "reset is when the window after this one ends", namedBy: "HDR-09") {
            $0.alsoAdvising { standing, facts in standing.reset = standing.reset + facts.settings.window }
        },
        Defect("reset-in-local-time", "reset counts from the epoch in a time zone one hour to the east", namedBy: "HDR-09") {
            $0.alsoAdvising { standing, _ in standing.reset = standing.reset + .seconds(3_600) }
        },
    ]
}
