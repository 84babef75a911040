import Conformance
import LoadEngine
import Timeline

/// Uses a key up, restarts the limiter, and asks again; then takes its store away for a few requests.
///
/// It concerns every key, so it comes after everything else.
struct Disturbances: Sendable {
    let hooks: Set<Hook>
    private static let requests = 5

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + 2 * Lab.refusalsToStop + 2 * Self.requests, duration: .zero,
                 trips: contract.quota + Lab.refusalsToStop + 2 * Self.requests)
    }

    /// `phase` gives the phase under which an experiment is recorded.
    func run(_ lab: Lab, phase: (ExperimentID) -> Int) async throws {
        if hooks.contains(.restart) {
            try await lab.recording(as: phase(.restart)).drain()
            try await lab.driver.perform(.restart)
            try await lab.recording(as: phase(.restarted)).send(.create, times: Self.requests)
        }
        if hooks.contains(.outageBegins), hooks.contains(.outageEnds) {
            do {
                try await lab.driver.perform(.outageBegins)
                try await lab.recording(as: phase(.outage)).send(.create, times: Self.requests)
            } catch {
                // A target is not left without its store because the run ended early.
                try? await lab.driver.perform(.outageEnds)
                throw error
            }
            try await lab.driver.perform(.outageEnds)
        }
    }
}
