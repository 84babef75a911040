import Timeline

struct CNT02: WindowCheck {
    let id: CheckID = "CNT-02"
    let title = "All at once, exactly the quota is admitted in each window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.concurrent]
    let rule = """
        Fails if more than the quota was certainly admitted in one window by requests that overlapped, or if such a window refused before the \
        quota can have been used. Inconclusive if no window was used up by requests of which half of all pairs were under way together. Traffic \
        that a check of its own counts is left out.
        """
    let remedy = "Usually the counter is read and written in two steps: increment and compare in one atomic operation."

    func expected(_ contract: Contract) -> String { "\(contract.quota) admitted, however many requests race for them" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let excesses = evidence.excesses.filter { !evidence.hasOwner($0.last) }
        if let excess = excesses.lazy.filter({ $0.manner != .oneByOne }).telling({ $0.isPredicted(evidence) }) {
            return .fail("\(excess.admitted) admitted \(excess.proof), sent together; the quota is \(contract.quota)",
                         witness: excess.members, as: excess.symptom)
        }
        if let over = evidence.loadWindows.first(where: { $0.admitted > contract.quota }) {
            let label = evidence.history.header.keys[over.key].label
            return .fail("\(over.admitted) admitted to \(label) under load with the same reset \(over.reset); the quota is \(contract.quota)",
                         witness: Witness(over), as: .excess)
        }
        if let short = evidence.shortfalls.lazy.filter({ $0.isFirst && $0.manner != .oneByOne && !evidence.hasOwner($0.refusal) }).telling({ $0.isPredicted(evidence) }) {
            return .fail("refused after \(short.possible) of \(contract.quota), on \(short.refusal.shown)",
                         witness: [short.refusal], as: .shortfall)
        }
        let exact = WindowCount.exactWindows(evidence, .together) + evidence.loadWindows.count { $0.admitted == contract.quota }
        guard exact > 0 else {
            return .inconclusive("no window was used up by requests of which at least half of all pairs were under way together",
                                 lacking: .exactWindows)
        }
        return .pass("exactly \(contract.quota) in \(exact) \(exact == 1 ? "window" : "windows") under concurrency",
                     power: "a race that admits one too many in every window would have shown; one that strikes in 1 of \(exact) windows, "
                        + "with a chance of 63 %")
    }
}
