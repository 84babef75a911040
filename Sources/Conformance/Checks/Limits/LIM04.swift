import Timeline

struct LIM04: PromiseCheck {
    let id: CheckID = "LIM-04"
    let title = "A pause gives back what the promise says, no more and no less"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.pauses, .idle, .boundary, .recovery]
    let rule = """
        Fails if after a silence, or on both sides of where a window may end, more was certainly admitted than a promised limit can admit, or a \
        request was refused although every limit certainly had room. Inconclusive if after no pause one admission more would have been too many, or \
        room was never certain.
        """
    let remedy = "Usually refill goes on above the capacity, or starts anew at each look: cap it at the capacity, and keep the time of the last refill."

    func expected(_ contract: Contract) -> String { "after any silence: \(contract.promised)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let promises = evidence.promises else { return PromiseCounts.none }
        if let fault = PromiseCounts.excess(.afterSilence, promises, evidence) ?? PromiseCounts.early(.afterSilence, promises, evidence) { return fault }
        let (full, roomy) = (PromiseCounts.full(.afterSilence, promises, evidence), PromiseCounts.roomy(.afterSilence, promises, evidence))
        guard full > 0, roomy > 0 else {
            return .inconclusive("no pause was followed by use up to the limit that would have been proof either way", lacking: .exactWindows)
        }
        return .pass("as promised: reached \(full) times after pauses, and \(roomy) requests admitted while room was certain",
                     power: "one admission more, or one of these \(roomy) refused, would have shown")
    }
}
