import Timeline

struct LIM05: PromiseCheck {
    let id: CheckID = "LIM-05"
    let title = "At the promised pace nothing is refused, above it no more is admitted"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.pace, .steady, .sustained]
    let rule = """
        Fails if a request of a steady pace was refused although every limit certainly had room, or if at a pace above the promise more was \
        certainly admitted than a limit can admit. Inconclusive if room was never certain at a pace.
        """
    let remedy = "Usually fractions are dropped at each refill, so that the rate over a minute is lower than promised: carry them over."

    func expected(_ contract: Contract) -> String { "not one refusal at the promised pace: \(contract.promised)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let promises = evidence.promises else { return PromiseCounts.none }
        if let fault = PromiseCounts.excess(.atPace, promises, evidence) ?? PromiseCounts.early(.atPace, promises, evidence) { return fault }
        let roomy = PromiseCounts.roomy(.atPace, promises, evidence)
        guard roomy > 0 else { return .inconclusive("no request of a pace came while room was certain", lacking: .exactWindows) }
        return .pass("all of \(roomy) for which there was room were admitted", power: "one refusal among \(roomy) would have shown")
    }
}
