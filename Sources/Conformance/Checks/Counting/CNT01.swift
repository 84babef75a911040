import Timeline

struct CNT01: Check {
    let id: CheckID = "CNT-01"
    let title = "One by one, exactly the quota is admitted in each window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]

    func expected(_ contract: Contract) -> String { "\(contract.quota) admitted in a window of \(contract.window), the next one refused" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        for key in evidence.keys {
            if let excess = WindowCount.excesses(key, contract).first(where: { $0.manner == .oneByOne }) {
                return .fail("\(excess.admitted) admitted \(excess.proof), one by one; the quota is \(contract.quota)", witness: excess.members,
                             explainedBy: excess.cameBack ? ["WIN-05", "WIN-01"] : [])
            }
        }
        for key in evidence.keys {
            if let short = WindowCount.shortfalls(key, contract).first(where: { $0.isFirst && $0.manner == .oneByOne }) {
                return .fail("refused after \(short.possible) of \(contract.quota), on \(short.refusal.shown)",
                             witness: [short.refusal], explainedBy: ["KEY-01", "CNT-04"])
            }
        }
        let exact = WindowCount.exactWindows(evidence, .oneByOne)
        guard exact > 0 else {
            return .inconclusive("no window was seen to hold exactly \(contract.quota) one by one and then refuse",
                                 explainedBy: ["KEY-01", "WIN-05", "WIN-04"])
        }
        return .pass("exactly \(contract.quota) in \(exact) \(exact == 1 ? "window" : "windows")",
                     power: "one request too many or too few in any of \(exact) windows would have shown")
    }
}
