import Timeline
import Limiters

struct RTA01: Check {
    let id: CheckID = "RTA-01"
    let title = "Every limited response says when to retry"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if one limited response has no Retry-After; as a should where it is not the leads API, which alone promises it (RFC 6585 leaves it \
        open). Inconclusive if nothing was limited.
        """
    let remedy = "Usually one of several layers that refuse does not set it: set it wherever a 429 is made."

    func expected(_ contract: Contract) -> String { "Retry-After on every 429" }

    func judge(_ evidence: Evidence) -> Finding {
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        let bare = limited.filter { $0.first.attempt.response?.first(Dialect.retryAfter) == nil }
        guard let first = bare.first?.first else {
            return .pass("on all of \(limited.total)", power: "one without it among \(limited.total) would have shown")
        }
        return .fail("\(bare.total) of \(limited.total) limited responses have none; the first is \(first.shown)", witness: [first],
                     level: evidence.contract.isLeads ? nil : .should)
    }
}
