import Conformance
import LoadEngine
import Timeline

/// Three windows of load below the quota, then two above it, evenly spaced.
struct SteadyLoad: Experiment {
    let id = ExperimentID.steady

    /// Requests for each window, in percent of the quota. The first leaves room for windows that are somewhat too long.
    private static let below = (percent: 75, windows: 3)
    private static let above = (percent: 200, windows: 2)

    func room(_ contract: Contract) -> Int { contract.quota * Self.below.percent / 100 }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: count(Self.below, contract) + count(Self.above, contract),
                 duration: contract.window * (Self.below.windows + Self.above.windows), trips: 2)
    }

    private func count(_ part: (percent: Int, windows: Int), _ contract: Contract) -> Int {
        contract.quota * part.percent * part.windows / 100
    }

    func run(_ lab: Lab) async throws {
        let contract = lab.contract
        var start = lab.now
        for part in [Self.below, Self.above] {
            let count = count(part, contract)
            let duration = contract.window * part.windows
            let rate = Rate(count: count, per: duration)
            try await withThrowingTaskGroup(of: Void.self) { [start] group in
                for number in 0..<count {
                    // Late responses hold nobody up, but no more than the in-flight cap are waited for.
                    if number >= lab.inFlight { try await group.next() }
                    let due = start + rate.due(number)
                    guard due < lab.allowance.end else { break }
                    try await lab.sleep(until: due)
                    group.addTask { _ = try await lab.sendIfAllowed() }
                }
                try await group.waitForAll()
            }
            start = start + duration
        }
    }
}
