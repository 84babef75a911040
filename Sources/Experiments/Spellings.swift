import Conformance
import LoadEngine
import Timeline

/// A used-up key tries to get in by spelling its requests in other ways; plain requests in between show that it is still used up.
struct Spellings: Experiment {
    let id = ExperimentID.spellings
    let needsUnusedWindow = false

    private static func probes(_ contract: Contract) -> [Operation] { all.filter(contract.offers) }

    private static let all = Operation.forwardings + Operation.equalKeySpellings + Operation.otherKeySpellings + Operation.pathSpellings
        + [.withUnknownKey] + Operation.brackets

    func estimate(_ contract: Contract) -> Estimate {
        // The window may turn meanwhile, and then the key is used up once more.
        Estimate(requests: 2 * (contract.quota + Lab.refusalsToStop) 
                    + (1 + Lab.mostRepeats) * (2 * Self.probes(contract).count + 1), duration: .zero,
                 trips: contract.quota + Lab.refusalsToStop + 2 * Self.probes(contract).count + 2)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        try await lab.send(.crossOrigin)
        for probe in Self.probes(lab.contract) {
            try await lab.undisturbed {
                let attempts = [try await lab.send(probe), try await lab.send()]
                // A key that has come back proves nothing by being admitted; the next refusal says whether it had.
                if attempts[1].isAdmitted { try await lab.drain() }
                return attempts
            }
        }
    }
}
