import Conformance
import LoadEngine
import Timeline

/// One by one to the limit, polls until something comes back, all of it at once; over and over for two windows.
///
///     201×L 429×5 · 429 · 429 · … │201×L 429×5 · 429 · 429 · … │201×L 429×5
///                       first boundary                 second boundary
/// Asking again as soon as anything is free shows what the limiter gives back, and when: everything at a boundary, or a little at a time.
struct SequentialDrain: Experiment {
    let id = ExperimentID.sequential
    let needsUnusedWindow = false

    /// Returns that a limiter without boundaries may show; more would show the same.
    private static let mostReturns = 30

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 3 * (contract.quota + Lab.refusalsToStop) + contract.polls(2) + Self.mostReturns * (Lab.refusalsToStop + 1),
                 duration: contract.polled(2), trips: contract.quota + Lab.refusalsToStop)
    }

    func run(_ lab: Lab) async throws {
        let end = lab.now + lab.contract.longestWindow * 2
        guard try await lab.useUp() else { return }
        var windows = 0
        for _ in 0..<Self.mostReturns {
            guard windows < 2, lab.now < end, try await lab.pollUntilAdmitted() else { return }
            let back = try await lab.takeWhatCameBack()
            if back >= lab.contract.quota / 2 { windows += 1 }
        }
    }
}
