import Conformance
import LoadEngine
import Timeline

/// Uses a key up, leaves it alone for two windows, and asks again.
struct Recovery: Experiment {
    let id = ExperimentID.recovery
    let needsUnusedWindow = false
    let leavesKeyRested = true

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + Lab.refusalsToStop + 4, duration: contract.window * 2)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        try await lab.sleep(lab.contract.longestWindow * 2)
        for _ in 0..<4 { if try await lab.send().isAdmitted { return } }
    }
}
