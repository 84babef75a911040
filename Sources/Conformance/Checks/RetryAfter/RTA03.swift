import Timeline

struct RTA03: WindowCheck {
    let id: CheckID = "RTA-03"
    let title = "Retry-After is not zero while the window is closed"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if Retry-After is 0 and a later request on the key is limited too, although too little was sent since to use up another window. \
        Inconclusive if it is 0 and no later request shows that. Skipped if no limited response carries a readable one.
        """
    let remedy = "Usually the rest of the window is rounded down: round up, so that the last fraction of a second becomes 1."

    func expected(_ contract: Contract) -> String { "at least 1 on every 429 whose window is still closed" }

    func judge(_ evidence: Evidence) -> Finding {
        let promises = evidence.waits
        guard !promises.isEmpty else { return Promise.none }
        let zeros = promises.filter { $0.wait == .zero }
        let broken = zeros.lazy.compactMap { zero in zero.broken(evidence.contract).map { [zero.refusal, $0] } }
        if let witness = broken.telling({ evidence.isPredicted(.shortWait, $0) }) {
            return .fail("Retry-After is 0 on \(witness[0].shown), and \(witness[1].shown) is limited all the same",
                         witness: Witness(witness[0], [witness[1]]), as: .shortWait)
        }
        if let zero = zeros.first {
            return .inconclusive("Retry-After is 0 on \(zero.refusal.shown), and no later request shows whether the window was open", seeing: [zero.refusal])
        }
        return .pass("never 0 on \(promises.count) limited responses", power: "one zero among \(promises.count) would have shown")
    }
}
