import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// What a request costs that the API refuses, or that is no create.
    static let costs: [Defect] = [
        sometimes("conflict-costs-sometimes", "every second 409 is charged", "CNT-10") { $0.status == 409 },
        twice("conflict-costs-two", "a 409 is charged twice", "CNT-10") { $0.status == 409 },
        sometimes("invalid-costs-sometimes", "every second 422 is charged", "CNT-11") { $0.status == 422 },
        twice("invalid-costs-two", "a 422 is charged twice", "CNT-11") { $0.status == 422 },
        sometimes("preflight-costs-sometimes", "every second OPTIONS is charged", "CNT-14") { $0.request.method == "OPTIONS" },
        twice("preflight-costs-two", "an OPTIONS is charged twice", "CNT-14") { $0.request.method == "OPTIONS" },
    ]

    private static func twice(
        _ name: String, _ summary: String, _ check: String, if isMeant: @escaping @Sendable (ResponseFacts) -> Bool
    ) -> Defect {
        Defect(name, summary, namedBy: check) { $0.alsoCosting { cost, facts in isMeant(facts) ? 2 : cost } }
    }

    private static func sometimes(
        _ name: String, _ summary: String, _ check: String, if isMeant: @escaping @Sendable (ResponseFacts) -> Bool
    ) -> Defect {
        Defect(name, summary, namedBy: check) {
            $0.alsoCosting { cost, facts in isMeant(facts) ? ByTurns.price : cost }
            $0.alsoLimiting { limiter, _ in ByTurns(limiter) }
        }
    }
}

/// Charges a key one and nothing by turns for whatever comes at a certain price.
private struct ByTurns: WrappingLimiter {
    /// That no other request has.
    static let price = 1_000_000_007

    var inner: any Limiter
    private var turns: [String: Int] = [:]

    init(_ inner: any Limiter) { self.inner = inner }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        guard cost == Self.price else { return inner.charge(cost, to: key, at: now) }
        turns[key, default: 0] += 1
        inner.charge(turns[key, default: 0] % 2, to: key, at: now)
    }
}
