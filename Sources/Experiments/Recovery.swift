import Conformance
import LoadEngine
import Timeline

/// Uses a key up, leaves it alone for a window or two, and asks again.
struct Recovery: Experiment {
    let id = ExperimentID.recovery
    let needsUnusedWindow = false
    /// Windows of silence; one is all that a limiter may ask for.
    var windows = 2

    func leaves(_ contract: Contract) -> KeyState { .rested(used: 1) }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + Lab.refusalsToStop + 4, duration: contract.polled(windows), trips: contract.quota + Lab.refusalsToStop + 4)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        try await lab.sleep(lab.contract.polled(windows))
        for _ in 0..<4 { if try await lab.send().isAdmitted { return } }
    }
}
