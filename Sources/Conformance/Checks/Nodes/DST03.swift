import Timeline

struct DST03: WindowCheck {
    let id: CheckID = "DST-03"
    let title = "A restart keeps the count"
    let level = Level.should
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.restart, .restarted]
    let rule = """
        Fails if a key that was limited before the restart is admitted after it with the same reset. Inconclusive if the key was not used up, if \
        it was admitted with another reset or none, or if nothing was admitted or limited afterwards. Skipped if nothing restarts the limiter.
        """
    let remedy = "Usually the count is kept in the process’s memory: keep it in a store that outlives the process."

    func expected(_ contract: Contract) -> String { "a key that is used up stays so over a restart of the limiter" }

    func judge(_ evidence: Evidence) -> Finding {
        let before = evidence.observations(of: .restart)
        let after = evidence.observations(of: .restarted)
        guard let first = after.first else { return .skip("no hook restarts the limiter (hooks.restart in the profile)") }
        guard let refusal = before.last, refusal.kind == .limited else {
            return .inconclusive("the key was not used up before the restart", lacking: .exactWindows)
        }
        let admitted = after.filter { $0.attempt.isAdmitted }
        if let again = admitted.first {
            // The same reset says that the window has not turned.
            if let reset = refusal.reset, again.reset == reset {
                return .fail("limited before the restart, \(refusal.shown), and admitted after it in the same window, \(again.shown)",
                             witness: [refusal, again], as: .leak)
            }
            return .inconclusive("admitted after the restart, \(again.shown), perhaps in another window", seeing: [refusal, again])
        }
        guard after.contains(where: { evidence.limitedStatuses.contains($0.status ?? 0) }) else {
            return .inconclusive("after the restart no request was admitted or limited, the first was \(first.shown)")
        }
        return .pass("still limited after the restart", power: "a count that is kept in memory only would have shown")
    }
}
