import Conformance
import LoadEngine
import Timeline

/// Waits as long as a 429 asks and no longer, then sends again what had been refused.
struct PromiseKeeping: Experiment {
    let id = ExperimentID.promises
    let needsUnusedWindow = false
    /// How far into the run it starts, as a share of a window in percent, so that several keys see several spots.
    let staggerPercent: Int

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 2 * (contract.quota + 2 * Lab.refusalsToStop + 1), duration: contract.window * 2)
    }

    func run(_ lab: Lab) async throws {
        let start = lab.now
        try await lab.sleep(TimeSpan(nanoseconds: lab.contract.window.nanoseconds / 100 * Int64(staggerPercent)))
        repeat {
            let attempts = try await lab.drain()
            guard let last = attempts.last, !last.isAdmitted else { return }
            let wait = wait(last, lab.contract)
            try await lab.sleep(until: received(last) + wait + Contract.drift(over: wait))
            guard try await lab.send(subject: last.subject).isAdmitted else { return }
            for refused in attempts.suffix(Lab.refusalsToStop).dropLast() { try await lab.send(subject: refused.subject) }
        } while lab.now - start < lab.contract.window
    }

    private func received(_ attempt: Attempt) -> RunInstant { attempt.head ?? attempt.completed }

    /// As promised, where there is a promise that a run can wait for; one window otherwise.
    private func wait(_ attempt: Attempt, _ contract: Contract) -> TimeSpan {
        guard let promised = attempt.retryAfter, promised <= contract.window + .seconds(2) else { return contract.longestWindow }
        return promised
    }
}
