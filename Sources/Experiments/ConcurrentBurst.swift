import Conformance
import Timeline

/// Twice the quota at once, and again in the next window, where a few under way together keep an order that can be seen.
struct ConcurrentBurst: Experiment {
    let id = ExperimentID.concurrent
    /// How long it waits at first, so that the windows of several keys end at different parts of a second: that is where rounding shows.
    var delay = TimeSpan.zero
    /// True where the second window sees all at once too.
    var isWideTwice = false

    /// So few under way together that their order can be seen.
    private static func few(_ contract: Contract) -> Int { max(2, min(8, contract.quota / 4)) }

    /// A race for the first slot of a window takes one that nobody has opened.
    func room(_ contract: Contract) -> Int { contract.quota }
    /// The last poll is the first request of a window.
    func leaves(_ contract: Contract) -> KeyState { .rested(used: 1) }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 2 * (2 * contract.quota + Lab.refusalsToStop) + contract.polls(2), duration: contract.polled(2) + delay,
                 trips: (2 * contract.quota + Lab.refusalsToStop) / Self.few(contract) + 1)
    }

    func run(_ lab: Lab) async throws {
        try await lab.sleep(delay)
        for most in [Int.max, isWideTwice ? Int.max : Self.few(lab.contract)] {
            let attempts = try await lab.burst(2 * lab.contract.quota + Lab.refusalsToStop, most: most)
            // A target without a limit has shown it; polling for the end of a block that is not there would only add load.
            guard attempts.contains(where: { !$0.isAdmitted }) else { return }
            guard try await lab.pollUntilAdmitted() else { return }
        }
    }
}
