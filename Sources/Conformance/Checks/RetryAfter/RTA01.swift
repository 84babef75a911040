import Timeline
import Limiters

struct RTA01: Check {
    let id: CheckID = "RTA-01"
    let title = "Every limited response says when to retry"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = "Fails if one limited response has no Retry-After. Inconclusive if nothing was limited."
    let remedy = "Usually one of several layers that refuse does not set it: set it wherever a 429 is made."

    func expected(_ contract: Contract) -> String { "Retry-After on every 429" }

    func judge(_ evidence: Evidence) -> Finding {
        let limited = evidence.responses(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        let bare = limited.filter { $0.attempt.response?.first(Dialect.retryAfter) == nil }
        guard let first = bare.first else {
            return .pass("on all of \(limited.count)", power: "one without it among \(limited.count) would have shown")
        }
        return .fail("\(bare.count) of \(limited.count) limited responses have none; the first is \(first.shown)", witness: [first])
    }
}
