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
        // With a quota of one the first request leaves nothing to watch with, so the other key watches this one.
        if lab.contract.quota == 1 {
            try await lab.drain()
            for _ in 0..<3 { try await lab.on(drained).send() }
            return
        }
        // A small quota leaves the watcher little to watch with.
        for _ in (isUnderWay ? 1 : 0)..<min(2, max(1, lab.contract.quota / 4)) { try await lab.send() }
        try await lab.on(drained).drain()
        for _ in 0..<3 { try await lab.send() }
    }
}
