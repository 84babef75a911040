import Limiters
import Timeline

struct RTA07: WindowCheck {
    let id: CheckID = "RTA-07"
    let title = "Retry-After is never longer than a window"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = "Fails if one Retry-After is longer than the window, rounded up, and a second. Skipped if no limited response carries a readable one."
    let remedy = "Usually the unit or the origin is wrong, milliseconds or the time of the epoch: print seconds from now."

    func expected(_ contract: Contract) -> String { "at most \(contract.window.secondsRoundedUp), give or take the second of rounding" }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        response.retryAfter.map { $0 > .seconds(evidence.contract.window.secondsRoundedUp + 1) } ?? false
    }

    func judge(_ evidence: Evidence) -> Finding {
        let promises = evidence.waits
        guard !promises.isEmpty else { return Promise.none }
        let window = evidence.contract.window
        // Rounding may add a second to the whole window of a request that is limited just as its window begins.
        let isLong = { @Sendable (promise: Promise) in
            promise.wait > .seconds(window.secondsRoundedUp + 1) && !evidence.mayPredateDates(promise.refusal)
        }
        guard let long = promises.lazy.filter(isLong).telling({ evidence.isPredicted(.longWait, [$0.refusal]) }) else {
            return .pass("at most a window on \(promises.count) limited responses", power: "one longer wait among \(promises.count) would have shown")
        }
        let isTime = long.wait >= .seconds(1_000_000_000)
        let guess = isTime ? "; it looks like a time, not a wait" : long.wait > window * 10 ? "; it looks like milliseconds" : ""
        let shown = long.refusal.attempt.response?.retryAfter.shown ?? "\(long.wait)"
        return .fail("Retry-After is \(shown) on \(long.refusal.shown), the window is \(window)\(guess)",
                     witness: [long.refusal], as: .longWait)
    }
}
