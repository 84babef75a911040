import Conformance
import LoadEngine
import Timeline

/// Other methods and calls without a valid key, each kind between two creates that show what it cost.
struct Methods: Experiment {
    let id = ExperimentID.methods

    private static func each(_ contract: Contract) -> Int { max(1, min(5, (contract.quota - 5) / 3)) }

    func estimate(_ contract: Contract) -> Estimate { Estimate(requests: 5 + 3 * Self.each(contract) + 6, duration: .zero) }

    func run(_ lab: Lab) async throws {
        try await lab.send(.crossOrigin)
        for _ in 0..<3 {
            try await lab.send(.withInvalidKey)
            try await lab.send(.withoutKey)
        }
        try await lab.send()
        for method in Operation.otherMethods {
            try await lab.send(method, times: Self.each(lab.contract))
            try await lab.send()
        }
    }
}
