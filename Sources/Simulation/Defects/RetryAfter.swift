import LeadsAPI
import Timeline

extension Defect {
    static let retryAfter = [
        Defect("retry-after-absent", "a 429 does not say when to retry", namedBy: "RTA-01") {
            $0.alsoResponding { response, _ in response.remove("Retry-After") }
        },
        Defect("retry-after-decimal", "Retry-After has a decimal point", namedBy: "RTA-02") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\($0).5" } }
        },
        Defect("retry-after-as-date", "Retry-After is a date", namedBy: "RTA-02") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { HTTPDate.format(facts.now + .seconds($0)) }
            }
        },
        Defect("retry-after-negative", "Retry-After is below zero", namedBy: "RTA-02") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "-\($0)" } }
        },
        Defect("retry-after-zero", "Retry-After is always 0", namedBy: "RTA-03") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { _ in "0" } }
        },
        Defect("retry-after-short", "Retry-After is half of what is needed, at least 1", namedBy: "RTA-04") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\(max(1, $0 / 2))" } }
        },
        Defect("retry-after-whole-window", "Retry-After is the whole window, however much of it is over", namedBy: "RTA-05") {
            $0.alsoResponding { response, facts in response.rewrite("Retry-After") { _ in "\(facts.settings.window.secondsRoundedUp)" } }
        },
        Defect("retry-after-contradicts-reset", "Retry-After is three seconds longer than reset says, but no longer than a window", namedBy: "RTA-06") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { "\(min($0 + 3, facts.settings.window.secondsRoundedUp))" }
            }
        },
        Defect("retry-after-in-milliseconds", "Retry-After counts milliseconds", namedBy: "RTA-07") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\($0)000" } }
        },
    ]
}
