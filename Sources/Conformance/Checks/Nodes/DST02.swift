import Timeline

struct DST02: Check {
    let id: CheckID = "DST-02"
    let title = "All nodes go by one clock"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.nodes, .sequential]
    let rule = """
        Fails if no single clock can have shown every Date, even if each may be five seconds old and clocks drift; if \
        the Dates of a connection stay four seconds or more behind the others’ in sixteen seconds of the run, or those \
        of four connections in twenty-four; or if the clock was set meanwhile. Inconclusive where old texts may explain \
        it. Skipped if no response of the limiter’s carries one readable Date.
        """
    let remedy = """
        Usually a node whose clock is not disciplined, or was set during the run: run NTP on every node and take the limiter’s time from one \
        clock.
        """

    func expected(_ contract: Contract) -> String { "one offset explains the Date of every response" }

    func judge(_ evidence: Evidence) -> Finding {
        switch evidence.dates {
        case .none: return .skip("no response carries one readable Date")
        case .several(let early, let late):
            return .fail("\(early.shown) and \(late.shown) carry Dates that no single clock can have shown", witness: [early, late])
        case .set(let step) where step.isCertain: return .fail(step.description, witness: [step.before, step.after])
        case .set(let step): return .inconclusive("it looks as if \(step.description), or Dates are copied from several places", seeing: [step.before, step.after])
        case .doubtful(let early, let late):
            return .inconclusive("\(early.shown) and \(late.shown) carry Dates of several clocks, or very old ones", seeing: [early, late])
        case .clock(let clock):
            return .pass("one clock explains all \(clock.samples) Dates",
                         power: "clocks that differ by more than \(DateEvidence.staleness + .seconds(1)) would have shown")
        }
    }
}
