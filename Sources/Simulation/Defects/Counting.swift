import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let counting = [
        Defect("one-too-many", "admits quota + 1", namedBy: "CNT-01") {
            $0.quota = { $0 + 1 }
            $0.alsoResponding { response, facts in
                response.rewrite("X-RateLimit-Limit") { "\($0 - 1)" }
                response.rewrite("X-RateLimit-Remaining") { "\(max(0, $0 - 1))" }
            }
        },
        Defect("one-too-few", "admits quota − 1", namedBy: "CNT-01") {
            $0.quota = { $0 - 1 }
            $0.alsoResponding { response, facts in
                response.rewrite("X-RateLimit-Limit") { "\($0 + 1)" }
                response.rewrite("X-RateLimit-Remaining") { facts.fate == .limited ? "0" : "\($0 + 1)" }
            }
        },
        Defect("no-burst", "spreads the quota evenly: one request at a time, none in advance", namedBy: "CNT-01") {
            $0.limiter = { limiter, window in
                let quota = limiter.standing(of: "", at: WallInstant(epochSeconds: 0)).limit
                return GCRA(quota: 1, window: window / quota)
            }
            $0.advice = { standing, facts in standing.limit = facts.settings.quota }
        },
        Defect("unlimited", "never limits, whatever it says", namedBy: "CNT-01") { $0.algorithm = { _ in .unlimited } },
        Defect("check-then-increment", "counts only when the work is done: more than the quota gets in at once", namedBy: "CNT-02") {
            $0.chargesLate = true
        },
        Defect("remaining-before", "remaining counts before the request that carries it", namedBy: "CNT-03") {
            $0.alsoResponding { response, facts in
                if facts.fate == .admitted { response.rewrite("X-RateLimit-Remaining") { "\($0 + 1)" } }
            }
        },
        Defect("costs-two", "each request is charged twice", namedBy: "CNT-04") { $0.cost = { _ in 2 } },
        Defect("remaining-frozen", "remaining never moves", namedBy: "CNT-04") {
            $0.alsoResponding { response, facts in
                if facts.fate == .admitted { response.rewrite("X-RateLimit-Remaining") { _ in "\(facts.settings.quota - 1)" } }
            }
        },
        Defect("remaining-stale", "remaining is read again after the work: concurrent responses show the same value", namedBy: "CNT-05") {
            $0.advisesLate = true
        },
        Defect("remaining-when-limited", "a 429 shows that one is left", namedBy: "CNT-07") {
            $0.alsoResponding { response, facts in
                if facts.fate == .limited { response.rewrite("X-RateLimit-Remaining") { _ in "1" } }
            }
        },
        Defect("limited-early", "one request in nine is limited although quota is left", namedBy: "CNT-08") {
            $0.rejects = { facts in stableHash("\(facts.arrival)") % 9 == 4 }
        },
    ]
}
