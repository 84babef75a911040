import Timeline

struct DST02: Check {
    let id: CheckID = "DST-02"
    let title = "All nodes go by one clock"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.nodes, .sequential]
    let rule = """
        Fails if no single clock can have shown every Date, even if each may be up to two seconds old and clocks drift. Skipped if no response \
        carries a readable Date.
        """
    let remedy = """
        Usually a node whose clock is not disciplined, or was set during the run: run NTP on every node and take the limiter’s time from one \
        clock.
        """

    func expected(_ contract: Contract) -> String { "one offset explains the Date of every response" }

    func judge(_ evidence: Evidence) -> Finding {
        switch evidence.dates {
        case .none: return .skip("no response carries a readable Date")
        case .contradictory(let early, let late):
            return .fail("\(early.shown) and \(late.shown) carry dates that no single clock can have shown", witness: [early, late])
        case .clock(let clock):
            return .pass("one clock explains all \(clock.samples) dates", power: "clocks that differ by more than \(clock.bounds.width) would have shown")
        }
    }
}
