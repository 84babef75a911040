import Conformance
import LoadEngine
import Timeline

/// A used-up key tries to get in by spelling its requests in other ways; plain requests in between show that it is still used up.
struct Spellings: Experiment {
    let id = ExperimentID.spellings
    let needsUnusedWindow = false

    private static let probes = Operation.forwardings + Operation.equalKeySpellings + Operation.otherKeySpellings + Operation.pathSpellings
        + [.withUnknownKey]

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + Lab.refusalsToStop + 2 * Self.probes.count + 2, duration: .zero)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        try await lab.send(.crossOrigin)
        for probe in Self.probes {
            try await lab.send(probe)
            // A key that has come back proves nothing by being admitted; the next refusal says whether it had.
            if try await lab.send().isAdmitted { try await lab.drain() }
        }
    }
}
