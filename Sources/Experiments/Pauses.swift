import Conformance
import LoadEngine
import Timeline

/// To the limit, silence, all that came back; over pauses of several lengths, and once from half of the quota.
///
///     201×L 429 ·(0.3 W)· 201… 429 ·(0.6 W)· 201… 429 ·(W)· 201×½L ·(½ W)· 201… 429
/// Nothing is asked in a pause: what only comes back to somebody who asks, or is lost to somebody who does not, shows here.
struct Pauses: Experiment {
    let id = ExperimentID.pauses
    /// In tenths of a window.
    private static let lengths = [3, 6, 11]

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 5 * (contract.quota + Lab.refusalsToStop) + contract.quota / 2,
                 duration: contract.window * (Self.lengths.reduce(0, +) + 5) / 10 + contract.polled(1), trips: 5 * (contract.quota + Lab.refusalsToStop))
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        for length in Self.lengths {
            try await lab.sleep(lab.contract.window * length / 10)
            guard try await lab.useUp() else { return }
        }
        try await lab.settle()
        try await lab.send(.create, times: lab.contract.quota / 2)
        try await lab.sleep(lab.contract.window / 2)
        _ = try await lab.useUp()
    }
}
