import Conformance
import LoadEngine
import Timeline

/// Other methods and calls without a valid key, each kind between two creates that show what it cost.
struct Methods: Experiment {
    let id = ExperimentID.methods

    private static func each(_ contract: Contract) -> Int { max(1, min(5, (contract.quota - 5) / 3)) }

    func room(_ contract: Contract) -> Int { 5 + 3 * Self.each(contract) }
    /// Calls without a valid key may have been charged to it.
    func leaves(_ contract: Contract) -> KeyState { .rested(used: room(contract) + 6) }

    func estimate(_ contract: Contract) -> Estimate { Estimate(requests: (1 + Lab.mostRepeats) * (room(contract) + 6), duration: .zero, trips: 2 * (room(contract) + 6)) }

    func run(_ lab: Lab) async throws {
        try await lab.send(.crossOrigin)
        try await lab.undisturbed {
            var attempts: [Attempt] = []
            for _ in 0..<3 where lab.contract.offers(.withoutKey) {
                attempts.append(try await lab.send(.withInvalidKey))
                attempts.append(try await lab.send(.withoutKey))
            }
            return attempts + [try await lab.send()]
        }
        for method in Operation.otherMethods where lab.contract.offers(method) {
            try await lab.undisturbed { try await lab.send(method, times: Self.each(lab.contract)) + [try await lab.send()] }
        }
    }
}
