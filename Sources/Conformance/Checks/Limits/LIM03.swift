import Timeline

struct LIM03: PromiseCheck {
    let id: CheckID = "LIM-03"
    let title = "Nothing is refused while every limit has room"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if a request was refused although every limit certainly had room for it: even if all that may have been charged before it was, as \
        late as it can have been. Inconclusive if no request came while room was certain. Pauses and paces have checks of their own.
        """
    let remedy = "Usually part of a token is lost at each refill, or refused requests are charged: keep fractions, and charge only what is admitted."

    func expected(_ contract: Contract) -> String { "what the promise gives is given: \(contract.promised)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard let promises = evidence.promises else { return PromiseCounts.none }
        if let early = PromiseCounts.early(.oneByOne, promises, evidence) ?? PromiseCounts.early(.together, promises, evidence) { return early }
        let roomy = PromiseCounts.roomy(.oneByOne, promises, evidence)
        guard roomy > 0 else { return .inconclusive("no request came while room was certain", lacking: .exactWindows) }
        return .pass("all of \(roomy) requests for which there was room were admitted", power: "one refusal among \(roomy) would have shown")
    }
}
