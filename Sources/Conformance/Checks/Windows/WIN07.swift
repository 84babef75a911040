import Timeline

struct WIN07: WindowCheck {
    let id: CheckID = "WIN-07"
    let title = "What is not used does not add up, and silence harms nobody"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.idle]
    let rule = """
        Fails if, after a long silence, more than the quota was certainly admitted in one window, or a key was blocked although it cannot have \
        used the quota. Inconclusive if no window there was seen to hold exactly the quota.
        """
    let remedy = "Usually unused quota is carried over, or an old record is read with an overflow: start every window from zero, whatever came before."

    func expected(_ contract: Contract) -> String { "\(contract.quota) after three windows of silence, no more and no less" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        if let excess = evidence.excesses.lazy.filter({ evidence.experiment(of: $0.last) == .idle }).telling({ $0.isPredicted(evidence) }) {
            return .fail("\(excess.admitted) admitted \(excess.proof), after a long silence", witness: excess.members,
                         as: excess.symptom)
        }
        if let short = evidence.shortfalls.lazy.filter({ evidence.experiment(of: $0.refusal) == .idle }).telling({ $0.isPredicted(evidence) }) {
            return .fail("limited after at most \(short.possible) of \(contract.quota) after a long silence, on \(short.refusal.shown)",
                         witness: [short.refusal], as: .shortfall)
        }
        let exact = WindowCount.exactWindows(evidence, nil) { evidence.experiment(of: $0) == .idle }
        guard exact > 0 else {
            return .inconclusive("no window after a silence was seen to hold exactly \(contract.quota)",
                                 lacking: .exactWindows)
        }
        return .pass("exactly \(contract.quota) after a silence", power: "unused quota that adds up, or is lost, would have shown")
    }
}
