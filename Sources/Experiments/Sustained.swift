import Conformance
import Limiters
import LoadEngine
import Timeline

/// A little below the pace of the limit with the shortest window, until another limit is reached.
///
/// Limits that this takes too long to reach are left alone; LIM-01 then says that nothing shows them.
struct Sustained: Experiment {
    let id = ExperimentID.sustained
    private let count: Int
    private let rate: Rate

    private static let longest = TimeSpan.seconds(300)
    private static let percent = 90

    /// Nothing where there is no other limit that can be reached in time.
    init?(_ contract: Contract) {
        rate = Rate(count: contract.quota * Self.percent, per: contract.window * 100)
        let pace = rate
        let quotas = contract.limits.map { limit -> Int in
            let time = pace.due(limit.quota)
            return limit.window > contract.window && time < limit.window && time <= Self.longest && limit.kind != .concurrency ? limit.quota : 0
        }
        guard let most = quotas.max(), most > 0 else { return nil }
        count = most + 2 * Lab.refusalsToStop
    }

    func estimate(_ contract: Contract) -> Estimate { Estimate(requests: count, duration: rate.due(count), trips: 2) }

    func run(_ lab: Lab) async throws {
        let start = lab.now
        var refused = 0
        for number in 0..<count where refused < Lab.refusalsToStop {
            try await lab.sleep(until: start + rate.due(number))
            refused = try await lab.send().isAdmitted ? 0 : refused + 1
        }
    }
}
