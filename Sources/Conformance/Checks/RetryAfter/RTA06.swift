import Limiters
import Timeline

struct RTA06: WindowCheck {
    let id: CheckID = "RTA-06"
    let title = "Retry-After and reset point at the same instant"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if refusals of one window promise ends more than a second apart, or if Retry-After and reset point more than a second apart, beyond \
        what is unknown of the server’s clock. Skipped if no Retry-After or reset is readable, or without a Date where reset is a time.
        """
    let remedy = "Usually the two are taken from different clocks, or rounded differently: derive both from one end of the window."

    func expected(_ contract: Contract) -> String { "now + Retry-After = reset within a second, and the wait shrinks as time passes" }

    func judge(_ evidence: Evidence) -> Finding {
        let promises = evidence.waits
        guard !promises.isEmpty else { return Promise.none }
        if let finding = wandering(evidence) { return finding }
        if let finding = Self.countdown(promises, evidence) { return finding }
        guard evidence.contract.promisesAdvice, evidence.contract.dialect.resetIsAbsolute else {
            return .skip("no reset is promised that Retry-After could be held against")
        }
        guard let clock = evidence.clock else { return .skip("\(Absent.clock(evidence)); the two cannot be held against each other") }
        var judged = 0
        var found: Finding?
        for promise in promises {
            guard let advertised = promise.refusal.resetAt, let latest = promise.refusal.latest else { continue }
            judged += 1
            let early = advertised - (clock.latest(latest) + promise.wait)
            let late = clock.earliest(promise.refusal.earliest) + promise.wait - advertised
            if max(early, late) > .seconds(1) {
                let isPredicted = evidence.isPredicted(.disagreement, [promise.refusal])
                guard found == nil || !isPredicted else { continue }
                found = .fail("Retry-After \(promise.wait) and reset \(advertised.shown) lie \(max(early, late)) or more apart, on \(promise.refusal.shown)",
                              witness: [promise.refusal], as: .disagreement)
                if !isPredicted { break }
            }
        }
        if let found { return found }
        guard judged > 0 else { return Absent.field("reset on a limited response") }
        return .pass("together on all of \(judged)", power: "a difference of more than \(clock.width + .seconds(1)) would have shown")
    }

    /// Where resets count from now as well, the two can be compared as they stand.
    private static func countdown(_ promises: some Collection<Promise>, _ evidence: Evidence) -> Finding? {
        let both = promises.compactMap { promise in promise.refusal.advice?.resetIn.map { (promise, $0) } }
        guard !both.isEmpty else { return nil }
        for (promise, left) in both {
            let apart = promise.wait > left ? promise.wait - left : left - promise.wait
            guard apart > .seconds(1) else { continue }
            return .fail("Retry-After \(promise.wait) and reset \(left) from now lie \(apart) apart, on \(promise.refusal.shown)",
                         witness: [promise.refusal], as: .disagreement)
        }
        return .pass("together on all of \(both.count)", power: "a difference of more than a second would have shown")
    }

    /// Two refusals of one window whose promises end more than a second apart; needs no clock but ours.
    private func wandering(_ evidence: Evidence) -> Finding? {
        for key in evidence.keys {
            for window in key.windows where window.isCoherent(evidence.contract) {
                let ends = window.members.compactMap { member -> (Observation, Bounds<RunInstant>)? in
                    guard let wait = member.retryAfter, let latest = member.latest else { return nil }
                    return (member, Bounds(member.earliest + wait, latest + wait))
                }
                guard let last = ends.max(by: { $0.1.atLeast < $1.1.atLeast }), let first = ends.min(by: { $0.1.atMost < $1.1.atMost }),
                      last.1.atLeast - first.1.atMost > .seconds(1) + Contract.drift(over: evidence.contract.longestWindow) else { continue }
                return .fail("in one window, \(first.0.shown) promises an end \(last.1.atLeast - first.1.atMost) or more before \(last.0.shown) does",
                             witness: [first.0, last.0], as: .disagreement)
            }
        }
        return nil
    }
}
