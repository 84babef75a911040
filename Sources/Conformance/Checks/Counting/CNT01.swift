import Timeline

struct CNT01: WindowCheck {
    let id: CheckID = "CNT-01"
    let title = "One by one, exactly the quota is admitted in each window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if more than the quota was certainly admitted in one window by requests that did not overlap, or if a key was blocked although it \
        cannot have used the quota before. Inconclusive if no window was seen to hold exactly the quota one by one and then refuse. Traffic that a \
        check of its own counts is left out.
        """
    let remedy = "Usually the comparison is off by one, or a cost is rounded: admit while the count after the request is at most the quota."

    func expected(_ contract: Contract) -> String { "\(contract.quota) admitted in a window of \(contract.window), the next one refused" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        if let excess = evidence.excesses.lazy.filter({ $0.manner == .oneByOne && !evidence.hasOwner($0.last) }).telling({ $0.isPredicted(evidence) }) {
            return .fail("\(excess.admitted) admitted \(excess.proof), one by one; the quota is \(contract.quota)", witness: excess.members,
                         as: excess.symptom)
        }
        if let short = evidence.shortfalls.lazy.filter({ $0.isFirst && $0.manner == .oneByOne && !evidence.hasOwner($0.refusal) }).telling({ $0.isPredicted(evidence) }) {
            return .fail("refused after \(short.possible) of \(contract.quota), on \(short.refusal.shown)",
                         witness: [short.refusal], as: .shortfall)
        }
        let exact = WindowCount.exactWindows(evidence, .oneByOne)
        guard exact > 0 else {
            return .inconclusive("no window was seen to hold exactly \(contract.quota) one by one and then refuse",
                                 lacking: .exactWindows)
        }
        return .pass("exactly \(contract.quota) in \(exact) \(exact == 1 ? "window" : "windows")",
                     power: "one request too many or too few in any of \(exact) windows would have shown")
    }
}
