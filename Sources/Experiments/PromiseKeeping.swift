import Conformance
import LoadEngine
import Timeline

/// Waits as long as a 429 asks and no longer, then sends again what had been refused.
struct PromiseKeeping: Experiment {
    let id = ExperimentID.promises
    let needsUnusedWindow = false
    /// How far into the run it starts, as a share of a window in percent, so that several keys see several spots.
    let staggerPercent: Int
    /// Promises to keep, at most, where each is a window long.
    var rounds = 2

    /// Room for a limiter that gives back a little at a time, and asks for little patience each time.
    private static let moreReturns = 12
    /// A promise is in whole seconds, and counts from the next one.
    private static let rounding = TimeSpan.seconds(2)

    /// Its last requests are admitted in a window that has just begun.
    func leaves(_ contract: Contract) -> KeyState { .rested(used: Lab.refusalsToStop) }

    private func stagger(_ contract: Contract) -> TimeSpan { TimeSpan(nanoseconds: contract.window.nanoseconds / 100 * Int64(staggerPercent)) }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: rounds * (contract.quota + 2 * Lab.refusalsToStop + 1) + Self.moreReturns * (2 * Lab.refusalsToStop + 1),
                 duration: (contract.longestWindow + Self.rounding) * rounds + stagger(contract),
                 trips: contract.quota + 2 * Lab.refusalsToStop)
    }

    func run(_ lab: Lab) async throws {
        let start = lab.now
        try await lab.sleep(stagger(lab.contract))
        repeat {
            let attempts = try await lab.drain()
            guard let last = attempts.last, !last.isAdmitted else { return }
            let wait = wait(last, lab.contract)
            try await lab.sleep(until: received(last) + wait + Contract.drift(over: wait))
            guard try await lab.send(subject: last.subject).isAdmitted else { return }
            for refused in attempts.suffix(Lab.refusalsToStop).dropLast() { try await lab.send(subject: refused.subject) }
        } while rounds > 1 && lab.now - start < lab.contract.window
    }

    private func received(_ attempt: Attempt) -> RunInstant { attempt.head ?? attempt.completed }

    /// As promised, where there is a promise that a run can wait for; one window otherwise.
    private func wait(_ attempt: Attempt, _ contract: Contract) -> TimeSpan {
        guard let promised = attempt.retryAfter, promised <= contract.window + .seconds(2) else { return contract.longestWindow }
        return promised
    }
}
