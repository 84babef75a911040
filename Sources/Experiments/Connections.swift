import Conformance
import LoadEngine
import Timeline

/// The same key over kept connections and over new ones, while there is quota and when there is none.
struct Connections: Experiment {
    let id = ExperimentID.connections

    private static func each(_ contract: Contract) -> Int { max(1, min(10, contract.quota / 3)) }

    /// Only a window that nothing else used shows that old and new connections used up exactly one quota.
    func room(_ contract: Contract) -> Int { contract.quota }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + 3 * Lab.refusalsToStop + 1, duration: .zero, trips: contract.quota + 2 * Lab.refusalsToStop + 1)
    }

    func run(_ lab: Lab) async throws {
        let each = Self.each(lab.contract)
        try await lab.send(.create, times: each)
        try await lab.send(.onNewConnection, times: each)
        guard try await lab.useUp() else { return }
        for _ in 0..<Lab.refusalsToStop { try await lab.send(.onNewConnection) }
        try await lab.send()
    }
}

/// One by one over every node and many connections, until nobody admits any more: several counters give several quotas.
struct Nodes: Experiment {
    let id = ExperimentID.nodes
    let count: Int

    func estimate(_ contract: Contract) -> Estimate {
        // Several counters give several quotas.
        Estimate(requests: contract.quota * (count + 3) + patience, duration: .zero, trips: contract.quota + patience)
    }

    /// Refusals in a row that mean "used up everywhere": a balancer may send several to the same process.
    private var patience: Int { 4 * Lab.refusalsToStop * max(1, count) }

    func run(_ lab: Lab) async throws {
        var refused = 0
        for number in 0..<(lab.contract.quota * (count + 3) + patience) where refused < patience {
            let operation: Operation = number / count % 2 == 0 ? .create : .onNewConnection
            refused = try await lab.send(operation, node: number % count).isAdmitted ? 0 : refused + 1
        }
    }
}
