import Timeline

struct LIM02: PromiseCheck {
    let id: CheckID = "LIM-02"
    let title = "All at once, never more is admitted than every limit allows"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.concurrent]
    let rule = """
        Fails if requests that overlapped were certainly admitted, and no limiter of one of the promised limits can have admitted them all, \
        whenever within its interval each was decided. Inconclusive if no refusal came in a race where one admission more would have been such a \
        proof. What a check of its own counts is left out.
        """
    let remedy = "Usually the count, or the level of the bucket, is read and written in two steps: refill, compare and take in one atomic operation."

    func expected(_ contract: Contract) -> String { "\(contract.promised), however many requests race" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let promises = evidence.promises else { return PromiseCounts.none }
        if let excess = PromiseCounts.excess(.together, promises, evidence) { return excess }
        let full = PromiseCounts.full(.together, promises, evidence)
        guard full > 0 else {
            return .inconclusive("no race was refused where one admission more would have been too many", lacking: .overlaps)
        }
        return .pass("never more, and refused where it was reached, in \(full) \(full == 1 ? "race" : "races")",
                     power: "one admission more in any of \(full) would have shown")
    }
}
