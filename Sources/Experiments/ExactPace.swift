import Conformance
import LoadEngine
import Timeline

/// To the limit, half a window of silence, then exactly the promised pace for several windows: not one refusal is legal.
///
/// Half of the quota is in reserve, so that what the network does to the pace proves nothing, and what a limiter loses bit by bit uses it up.
struct ExactPace: Experiment {
    let id = ExperimentID.pace
    private static let windows = 4

    private func count(_ contract: Contract) -> Int { contract.quota * Self.windows }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + Lab.refusalsToStop + count(contract), duration: contract.window * (2 * Self.windows + 1) / 2,
                 trips: contract.quota + Lab.refusalsToStop + 2)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.useUp() else { return }
        try await lab.sleep(lab.contract.window / 2)
        let start = lab.now
        let rate = Rate(count: lab.contract.quota, per: lab.contract.window)
        for number in 0..<count(lab.contract) {
            try await lab.sleep(until: start + rate.due(number))
            try await lab.send()
        }
    }
}
