import Conformance
import LoadEngine
import Timeline

/// Imports of several sizes, each between two creates; one more when nothing is left; then the next window.
struct Imports: Experiment {
    let id = ExperimentID.imports

    /// Requests before the quota is used up.
    private static let first = 2 + 2 * (Operation.imports.count + 1)

    func room(_ contract: Contract) -> Int { min(contract.quota, Self.first) }

    func estimate(_ contract: Contract) -> Estimate {
        let isTight = Self.isTight(contract)
        return Estimate(
            requests: 2 * (contract.quota + Lab.refusalsToStop) + (1 + Lab.mostRepeats) * Self.first + 2 + contract.polls(1) + (isTight ? 1 : 0),
            duration: contract.polled(1) + (isTight ? contract.polled(1) : .zero), trips: 2 * (contract.quota + Lab.refusalsToStop) + 2)
    }

    /// True where the quota is used up before the largest import is sent.
    private static func isTight(_ contract: Contract) -> Bool { contract.quota < first - 1 }

    func run(_ lab: Lab) async throws {
        guard lab.contract.operations.contains(.import) else { return }
        if Self.isTight(lab.contract) {
            try await lab.send(.importTooMany)
            try await lab.settle()
        }
        // Two, so that a bucket of the imports’ own shows more left than the creates do.
        try await lab.send(.create, times: 2)
        for operation in Operation.imports + [.importTooMany] {
            try await lab.undisturbed { [try await lab.send(operation), try await lab.send()] }
        }
        guard try await lab.useUp() else { return }
        try await lab.send(.importTen)
        try await lab.send()
        guard try await lab.pollUntilAdmitted() else { return }
        try await lab.drain()
    }
}
