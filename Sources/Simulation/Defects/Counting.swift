import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let counting: [Defect] = [
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
        Defect("no-burst", "spreads the quota evenly: one request at a time, none in advance", namedBy: "ALG-01") {
            $0.alsoLimiting { limiter, window in GCRA(quota: 1, window: window / limiter.quota) }
            $0.alsoAdvising { standing, facts in standing.limit = facts.settings.quota }
        },
        Defect("unlimited", "never limits, whatever it says", namedBy: "CNT-01") { $0.algorithm = { _ in .unlimited } },
        Defect("one-in-ten-free", "one request in ten is not counted", namedBy: "CNT-01") {
            $0.alsoCosting { cost, facts in facts.arrival % 10 == 7 ? 0 : cost }
        },
        Defect("first-request-free", "the request that opens a window is not counted in it", namedBy: "CNT-01") {
            $0.alsoLimiting { limiter, _ in Repricing(limiter) { $0.turn == 1 ? 0 : 1 } }
        },
        Defect("remaining-before", "remaining counts before the request that carries it", namedBy: "CNT-03") {
            $0.alsoResponding { response, facts in
                if facts.fate == .admitted { response.rewrite("X-RateLimit-Remaining") { "\($0 + 1)" } }
            }
        },
        Defect("costs-two", "each request is charged twice", namedBy: "CNT-04") { $0.alsoCosting { cost, _ in 2 * cost } },
        Defect("remaining-frozen", "remaining never moves", namedBy: "CNT-04") {
            $0.alsoResponding { response, facts in
                if facts.fate == .admitted { response.rewrite("X-RateLimit-Remaining") { _ in "\(facts.settings.quota - 1)" } }
            }
        },
        Defect("remaining-counts-up", "remaining is what was used", namedBy: "CNT-04") {
            $0.alsoResponding { response, facts in response.rewrite("X-RateLimit-Remaining") { "\(facts.settings.quota - $0)" } }
        },
        Defect("remaining-in-tens", "remaining moves in steps of ten", namedBy: "CNT-04") {
            $0.alsoResponding { response, _ in response.rewrite("X-RateLimit-Remaining") { "\($0 / 10 * 10)" } }
        },
        Defect("remaining-when-limited", "a 429 shows that one is left", namedBy: "CNT-07") {
            $0.alsoRefusing { response, _ in response.rewrite("X-RateLimit-Remaining") { _ in "1" } }
        },
        Defect("limited-early", "one request in nine is limited although quota is left", namedBy: "CNT-08") {
            $0.rejects = { facts in stableHash("\(facts.arrival)") % 9 == 4 }
        },
        Defect("leaks-while-limited", "of the requests of a used-up key, one in seven is admitted", namedBy: "CNT-09") {
            $0.alsoLimiting { limiter, _ in Leaking(limiter) }
            $0.alsoAdvising { standing, facts in if facts.fate == .limited { standing.remaining = min(0, standing.remaining) } }
        },
    ]
}

/// Lets a request through after every six that were turned away.
private struct Leaking: WrappingLimiter {
    var inner: any Limiter
    private var asked: [String: Int] = [:]

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if standing.remaining <= 0, asked[key, default: 0] % 7 == 6 { standing.remaining = 1 }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        if cost > 0, inner.standing(of: key, at: now).remaining <= 0 { asked[key, default: 0] += 1 }
        inner.charge(cost, to: key, at: now)
    }

    mutating func rejected(_ key: String, at now: WallInstant) {
        asked[key, default: 0] += 1
        inner.rejected(key, at: now)
    }
}
