import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let retryAfter: [Defect] = [
        Defect("retry-after-absent", "a 429 does not say when to retry", namedBy: "RTA-01") {
            $0.alsoResponding { response, _ in response.remove("Retry-After") }
        },
        Defect("retry-after-sometimes-absent", "one 429 in three does not say when to retry", namedBy: "RTA-01") {
            $0.alsoResponding { response, facts in if facts.arrival % 3 == 0 { response.remove("Retry-After") } }
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
        Defect("retry-after-with-unit", "Retry-After names its unit", namedBy: "RTA-02") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\($0)s" } }
        },
        Defect("retry-after-zero", "Retry-After is always 0", namedBy: "RTA-03") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { _ in "0" } }
        },
        Defect("retry-after-zero-at-the-end", "Retry-After is 0 in the last second of a window", namedBy: "RTA-03") {
            $0.alsoResponding { response, facts in
                if facts.standing.wait < .seconds(1) { response.rewrite("Retry-After") { _ in "0" } }
            }
        },
        Defect("retry-after-rounded-down", "Retry-After is rounded down to a whole second", namedBy: "RTA-03") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { _ in "\(facts.standing.wait.secondsRoundedDown)" }
            }
        },
        Defect("retry-after-rounded-down-to-one", "Retry-After is rounded down to a whole second, but never to 0", namedBy: "RTA-04") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { _ in "\(max(1, facts.standing.wait.secondsRoundedDown))" }
            }
        },
        Defect("retry-after-short", "Retry-After is half of what is needed, at least 1", namedBy: "RTA-04") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\(max(1, $0 / 2))" } }
        },
        Defect("retry-after-always-one", "Retry-After is always 1", namedBy: "RTA-04") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { _ in "1" } }
        },
        Defect("retry-after-whole-window", "Retry-After is the whole window, however much of it is over", namedBy: "RTA-05") {
            $0.alsoResponding { response, facts in response.rewrite("Retry-After") { _ in "\(facts.settings.window.secondsRoundedUp)" } }
        },
        Defect("retry-after-contradicts-reset", "Retry-After is three seconds longer than reset says, at most a window", namedBy: "RTA-06") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { "\(min($0 + 3, facts.settings.window.secondsRoundedUp))" }
            }
        },
        Defect("retry-after-with-jitter", "Retry-After is longer by up to four seconds, now more, now less", namedBy: "RTA-06") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { min($0 + facts.arrival % 5, facts.settings.window.secondsRoundedUp).description }
            }
        },
        Defect("retry-after-in-tens", "Retry-After is rounded up to the next ten seconds", namedBy: "RTA-06") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\(($0 + 9) / 10 * 10)" } }
        },
        Defect("reset-rounded-down", "reset is the whole second before the window ends, while Retry-After is right", namedBy: "RTA-06") {
            $0.alsoAdvising { standing, _ in standing.reset = WallInstant(epochSeconds: standing.reset.sinceEpoch.secondsRoundedUp - 1) }
        },
        Defect("retry-after-in-milliseconds", "Retry-After counts milliseconds", namedBy: "RTA-07") {
            $0.alsoResponding { response, _ in response.rewrite("Retry-After") { "\($0)000" } }
        },
        Defect("retry-after-as-epoch", "Retry-After counts seconds since the epoch, as reset does", namedBy: "RTA-07") {
            $0.alsoResponding { response, facts in
                response.rewrite("Retry-After") { "\(facts.now.sinceEpoch.secondsRoundedDown + $0)" }
            }
        },
    ]
}
