import Timeline

struct WIN06: WindowCheck {
    let id: CheckID = "WIN-06"
    let title = "The windows on both sides of a boundary are each exact"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.boundary]
    let rule = """
        Fails if, next to a boundary, more than the quota was certainly admitted in one window, or a key was blocked although it cannot have used \
        the quota. Inconclusive if fewer than two windows there were seen to hold exactly the quota.
        """
    let remedy = "Usually the window is looked up and incremented in two steps: do both at one instant, by one clock."

    func expected(_ contract: Contract) -> String { "\(contract.quota) just before the boundary and \(contract.quota) just after it" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        if let excess = evidence.excesses.lazy.filter({ evidence.experiment(of: $0.last) == .boundary }).telling({ $0.isPredicted(evidence) }) {
            return .fail("\(excess.admitted) admitted \(excess.proof), most of them close to its end", witness: excess.members,
                         as: excess.symptom)
        }
        if let short = evidence.shortfalls.lazy.filter({ evidence.experiment(of: $0.refusal) == .boundary }).telling({ $0.isPredicted(evidence) }) {
            return .fail("limited after at most \(short.possible) of \(contract.quota) next to a boundary, on \(short.refusal.shown)",
                         witness: [short.refusal],
                         as: .shortfall)
        }
        let exact = WindowCount.exactWindows(evidence, nil) { evidence.experiment(of: $0) == .boundary }
        guard exact >= 2 else {
            return .inconclusive("not both windows around a boundary were seen to hold exactly \(contract.quota)",
                                 lacking: .exactWindows)
        }
        return .pass("exactly \(contract.quota) in each of \(exact) windows in a row",
                     power: "windows that are merged, or requests near a boundary that count in none or in two, would have shown")
    }
}
