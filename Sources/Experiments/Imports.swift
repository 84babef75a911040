import Conformance
import LoadEngine
import Timeline

/// Imports of several sizes, each between two creates; one more when nothing is left; then the next window.
struct Imports: Experiment {
    let id = ExperimentID.imports

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 2 * (contract.quota + Lab.refusalsToStop) + 42, duration: contract.window)
    }

    func run(_ lab: Lab) async throws {
        guard lab.contract.operations.contains(.import) else { return }
        // Two, so that a bucket of the imports’ own shows more left than the creates do.
        try await lab.send(.create, times: 2)
        for operation in Operation.imports + [.importTooMany] {
            try await lab.send(operation)
            try await lab.send()
        }
        guard try await lab.useUp() else { return }
        try await lab.send(.importTen)
        try await lab.send()
        guard try await lab.pollUntilAdmitted() else { return }
        try await lab.drain()
    }
}
