import Limiters
import Timeline

struct LIM09: PromiseCheck {
    let id: CheckID = "LIM-09"
    let title = "Which limit refused"
    let level = Level.observe
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .sustained]
    let rule = """
        Reports how many refusals only one of the promised limits can explain, since every other certainly had room. Never fails. Skipped with one \
        limit only.
        """
    let remedy = "Nothing to mend: where a limit was never seen to refuse, nothing was shown about its numbers from above."

    func expected(_ contract: Contract) -> String { "each limit is seen to refuse: \(contract.promised)" }

    func judge(_ evidence: Evidence) -> Finding {
        let limits = evidence.contract.limits
        guard limits.count > 1, let promises = evidence.promises else { return .skip("there is one limit only") }
        let refusals = evidence.observations.filter { $0.kind == .limited }
        guard !refusals.isEmpty else { return Absent.limited }
        let counts = limits.map { limit in promises.blamed.values.count { $0 == [limit] } }
        let unseen = zip(limits, counts).filter { $0.1 == 0 }.map(\.0.promised)
        let shown = zip(limits, counts).filter { $0.1 > 0 }.map { "\($0.1) by \($0.0.promised)" }
        let known = counts.reduce(0, +)
        return .observed("of \(refusals.count) refusals \(known) can be one limit’s only" + (shown.isEmpty ? "" : ": " + shown.joined(separator: ", "))
                            + (unseen.isEmpty ? "" : "; never seen alone to refuse: \(unseen.joined(separator: ", "))"))
    }
}
