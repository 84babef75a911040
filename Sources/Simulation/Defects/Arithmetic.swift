import LeadsAPI
import Limiters

extension Defect {
    static let arithmetic: [Defect] = [
        Defect("quota-rounded-down", "admits no more than a multiple of eight, whatever it says", namedBy: "CNT-01") {
            enforce(&$0) { $0 / 8 * 8 }
        },
        Defect("quota-rounded-up", "admits up to a multiple of eight, whatever it says", namedBy: "CNT-01") {
            enforce(&$0) { ($0 + 7) / 8 * 8 }
        },
        Defect("cost-rounded-down", "a request costs 0.95, and what remains is rounded down", namedBy: "CNT-01") {
            // Counted in twentieths.
            $0.quota = { 20 * $0 }
            $0.alsoCosting { cost, _ in 19 * cost }
            $0.alsoAdvising { standing, facts in
                standing.limit = facts.settings.quota
                standing.remaining = max(0, standing.remaining) / 20
            }
        },
    ]

    /// Enforces another quota than the one that the fields speak of.
    private static func enforce(_ behaviour: inout ServiceBehaviour, _ enforced: @escaping @Sendable (Int) -> Int) {
        behaviour.quota = enforced
        behaviour.alsoAdvising { standing, facts in
            let difference = facts.settings.quota - enforced(facts.settings.quota)
            standing.limit += difference
            standing.remaining = facts.fate == .limited ? 0 : max(0, standing.remaining + difference)
        }
    }
}
