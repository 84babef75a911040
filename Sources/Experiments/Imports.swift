import Conformance
import LoadEngine
import Timeline

/// Imports of several sizes, each between two creates; one more when nothing is left; then the next window.
struct Imports: Experiment {
    let id = ExperimentID.imports

    /// What is sent between creates: imports of the leads API, or the routes that the profile declares.
    private static func probes(_ contract: Contract) -> [Operation] {
        contract.isLeads ? Operation.imports + [.importTooMany] : contract.routes.map(\.operation)
    }

    /// Requests before the quota is used up.
    private static func first(_ contract: Contract) -> Int { 2 + 2 * probes(contract).count }

    func room(_ contract: Contract) -> Int { min(contract.quota, Self.first(contract)) }

    func estimate(_ contract: Contract) -> Estimate {
        let isTight = Self.isTight(contract)
        let drains = 2 * (contract.quota + Lab.refusalsToStop)
        let whenOver = 2 * max(1, contract.routes.count)
        return Estimate(
            requests: drains + (1 + Lab.mostRepeats) * Self.first(contract) + whenOver + contract.polls(1) + (isTight ? 1 : 0),
            duration: contract.polled(1) + (isTight ? contract.polled(1) : .zero), trips: drains + whenOver)
    }

    /// True where the quota is used up before the largest import is sent.
    private static func isTight(_ contract: Contract) -> Bool { contract.isLeads && contract.quota < first(contract) - 1 }

    func run(_ lab: Lab) async throws {
        let probes = Self.probes(lab.contract)
        guard lab.contract.isLeads ? lab.contract.operations.contains(.import) : !probes.isEmpty else { return }
        if Self.isTight(lab.contract) {
            try await lab.send(.importTooMany)
            try await lab.settle()
        }
        // Two, so that a bucket of the imports’ own shows more left than the creates do.
        try await lab.send(.create, times: 2)
        for operation in probes {
            try await lab.undisturbed { [try await lab.send(operation), try await lab.send()] }
        }
        guard try await lab.useUp() else { return }
        for operation in lab.contract.isLeads ? [.importTen] : probes {
            try await lab.send(operation)
            try await lab.send()
        }
        guard try await lab.pollUntilAdmitted() else { return }
        try await lab.drain()
    }
}
