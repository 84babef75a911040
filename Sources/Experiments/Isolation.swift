import Conformance
import Timeline

/// Drains one key while another one watches.
struct Isolation: Experiment {
    let id = ExperimentID.isolation
    /// The watcher is the lab's key.
    var drained: Int
    /// True where the first request on the watching key was sent before.
    var isUnderWay = false

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + 2 * Lab.refusalsToStop + 5, duration: .zero, trips: contract.quota + Lab.refusalsToStop + 5)
    }

    func run(_ lab: Lab) async throws {
        // A small quota leaves the watcher little to watch with, and one of a single request nothing but to come after the other.
        let watched = lab.contract.quota == 1 ? 0 : min(2, max(1, lab.contract.quota / 4))
        for _ in 0..<max(0, watched - (isUnderWay ? 1 : 0)) { try await lab.send() }
        try await lab.on(drained).drain()
        for _ in 0..<3 { try await lab.send() }
    }
}
