import Conformance
import Timeline

/// Drains one key while another one watches.
struct Isolation: Experiment {
    let id = ExperimentID.isolation
    /// The watcher is the lab's key.
    var drained: Int
    /// True where the first request on the watching key was sent before.
    var isUnderWay = false

    /// Requests besides those that drain.
    private static func watching(_ contract: Contract) -> Int { contract.sharesOneCount ? 6 : 5 }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + 2 * Lab.refusalsToStop + Self.watching(contract), duration: .zero,
                 trips: contract.quota + Lab.refusalsToStop + Self.watching(contract))
    }

    func run(_ lab: Lab) async throws {
        if lab.contract.sharesOneCount {
            try await lab.on(drained).drain()
            // The drained key shows on either side that the count is still used up.
            for _ in 0..<3 {
                try await lab.send()
                try await lab.on(drained).send()
            }
            return
        }
        // A small quota leaves the watcher little to watch with, and one of a single request nothing but to come after the other.
        let watched = lab.contract.quota == 1 ? 0 : min(2, max(1, lab.contract.quota / 4))
        for _ in 0..<max(0, watched - (isUnderWay ? 1 : 0)) { try await lab.send() }
        try await lab.on(drained).drain()
        for _ in 0..<3 { try await lab.send() }
    }
}
