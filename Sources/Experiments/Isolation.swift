import Conformance
import Timeline

/// Drains one key while another one watches.
struct Isolation: Experiment {
    let id = ExperimentID.isolation
    /// The watcher is the lab's key.
    let drained: Int

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + Lab.refusalsToStop + 5, duration: .zero)
    }

    func run(_ lab: Lab) async throws {
        // A small quota leaves the watcher little to watch with.
        for _ in 0..<min(2, max(1, lab.contract.quota / 4)) { try await lab.send() }
        try await lab.on(drained).drain()
        for _ in 0..<3 { try await lab.send() }
    }
}
