import Conformance
import LoadEngine
import Timeline

/// One request, three windows of silence, then the quota: what was not used must not add up, nor be lost.
struct Idleness: Experiment {
    let id = ExperimentID.idle
    /// Its own silence is rest enough.
    let needsUnusedWindow = false
    private static let silence = 3
    private static let mostReturns = 8

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 1 + 2 * (contract.quota + Lab.refusalsToStop) + contract.polls(1) + Self.mostReturns * (Lab.refusalsToStop + 1),
                 duration: contract.longestWindow * Self.silence + contract.window / 2 + contract.polled(1),
                 trips: contract.quota + Lab.refusalsToStop + 1)
    }

    func run(_ lab: Lab) async throws {
        try await lab.send()
        // Not a whole number of windows: where windows begin with a request this shows it, and a counter that fades is caught far from its end.
        try await lab.sleep(lab.contract.longestWindow * Self.silence + lab.contract.window / 2)
        guard try await lab.useUp() else { return }
        // A window gives everything back at once; what comes back bit by bit is watched for a while.
        for _ in 0..<Self.mostReturns {
            guard try await lab.pollUntilAdmitted() else { return }
            if try await lab.takeWhatCameBack() >= lab.contract.quota / 2 { return }
        }
    }
}
