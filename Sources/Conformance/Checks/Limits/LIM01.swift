import Limiters
import Timeline

struct LIM01: PromiseCheck {
    let id: CheckID = "LIM-01"
    let title = "One by one, never more is admitted than every limit allows"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .sustained]
    let rule = """
        Fails if requests that did not overlap were certainly admitted, and no limiter of one of the promised limits can have admitted them all, \
        whenever within its interval each was decided. Inconclusive if no refusal came where one admission more would have been such a proof, or \
        if one of several limits was never reached. What a check of its own counts is left out.
        """
    let remedy = "Usually the comparison is off by one, the refill is rounded up, or the burst is added to the rate: admit only while a whole place is free."

    func expected(_ contract: Contract) -> String { contract.promised }

    func judge(_ evidence: Evidence) -> Finding {
        guard let promises = evidence.promises else { return PromiseCounts.none }
        if let excess = PromiseCounts.excess(.oneByOne, promises, evidence) { return excess }
        let full = PromiseCounts.full(.oneByOne, promises, evidence)
        guard full > 0 else {
            return .inconclusive("no refusal came where one admission more would have been too many, one by one", lacking: .exactWindows)
        }
        if let unseen = evidence.contract.limits.first(where: { $0.kind != .concurrency && !promises.reached.contains($0) }) {
            return .inconclusive("\(unseen.promised) was never reached, so nothing shows that it is enforced", lacking: .exactWindows)
        }
        return .pass("never more, and refused where it was reached, \(full) times", power: "one admission more at any of \(full) refusals would have shown")
    }
}
