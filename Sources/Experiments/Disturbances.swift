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
        Estimate(requests: Self.drained(contract) + 2 * Self.requests, duration: .zero, trips: Self.trips(contract) + 2 * Self.requests)
    }

    /// A window may end on the way, and its quota is there once more.
    private static func drained(_ contract: Contract) -> Int { 2 * contract.quota + 2 * Lab.refusalsToStop }
    private static func trips(_ contract: Contract) -> Int { 2 * contract.quota + Lab.refusalsToStop }

    /// `lab` gives the hands of one part, with so many requests and the time of so many responses, one after the other.
    func run(_ driver: Driver, _ contract: Contract, lab: (ExperimentID, _ requests: Int, _ trips: Int) -> Lab) async throws {
        if hooks.contains(.restart) {
            try await lab(.restart, Self.drained(contract), Self.trips(contract)).drain()
            try await driver.perform(.restart)
            try await lab(.restarted, Self.requests, Self.requests).send(.create, times: Self.requests)
        }
        if hooks.contains(.outageBegins), hooks.contains(.outageEnds) {
            do {
                try await driver.perform(.outageBegins)
                try await lab(.outage, Self.requests, Self.requests).send(.create, times: Self.requests)
            } catch {
                // A target is not left without its store because the run ended early.
                try? await driver.perform(.outageEnds)
                throw error
            }
            try await driver.perform(.outageEnds)
        }
    }
}
