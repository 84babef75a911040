import Conformance
import LoadEngine
import Timeline

/// Finds a boundary, spreads a few requests over the window behind it, sends the rest just before its end, and everything again after it.
///
///     … 429 · 429 │201    ·    ·    ·    ·   201×rest 429×5 · 429 · │201×L 429×5
///          boundary          one by one           just before the next one
/// A fixed window gives everything back at once; a log gives back each slot one window after it was taken; a segmented window in groups;
/// a counter and a bucket bit by bit; a ban one window after the first refusal.
struct Boundary: Experiment {
    let id = ExperimentID.boundary
    let needsUnusedWindow = false

    /// Requests that are spread over the window, and the share of it between two.
    private static let teeth = 5
    private static let share = 8
    private static let mostReturns = 40
    /// What was spread comes back one by one only from limiters that are no windows; the first of it says so.
    private static let watchedTeeth = 3

    func estimate(_ contract: Contract) -> Estimate {
        // With a quota of one it goes over three windows more.
        let turns = contract.quota == 1 ? 5 : 2
        return Estimate(
            requests: 3 * (contract.quota + Lab.refusalsToStop) + Self.teeth + contract.polls(turns) + Self.mostReturns * (Lab.refusalsToStop + 1),
            duration: contract.polled(turns) + (contract.quota == 1 ? .zero : contract.window * Self.watchedTeeth / Self.share), trips: contract.quota + Lab.refusalsToStop)
    }

    func run(_ lab: Lab) async throws {
        let contract = lab.contract
        if contract.quota == 1 { return try await runOneByOne(lab) }
        let drained = try await lab.drain()
        guard drained.last?.isAdmitted == false, try await lab.pollUntilAdmitted() else { return }
        let began = lab.now
        for tooth in 1...Self.teeth where contract.quota > Self.teeth + 1 {
            try await lab.sleep(until: began + contract.window * tooth / Self.share)
            try await lab.send()
        }
        let workers = max(2, min(8, contract.quota / 4))
        let guardTime = max(contract.window / Self.share, Self.time(for: contract.quota, drained, workers: workers))
        try await lab.sleep(until: began + max(contract.window - guardTime, contract.window * (Self.teeth + 1) / Self.share))
        guard try await lab.burst(contract.quota + Lab.refusalsToStop, most: workers).contains(where: { !$0.isAdmitted }) else { return }
        let end = began + contract.window * 2
        for _ in 0..<Self.mostReturns {
            guard lab.now < end, try await lab.pollUntilAdmitted(within: end - lab.now) else { return }
            let back = try await lab.takeWhatCameBack()
            if back >= contract.quota { return }
        }
    }

    /// With a quota of one there is nothing to spread, so one window is asked of in its middle, and another is used late.
    ///
    ///     … 429 │201    429    · │201          │          201 429×5 · │201
    ///          boundary  a ban begins here      unused      late
    private func runOneByOne(_ lab: Lab) async throws {
        let window = lab.contract.window
        guard try await lab.useUp(), try await lab.pollUntilAdmitted() else { return }
        try await lab.sleep(window / 2)
        try await lab.send()
        guard try await lab.pollUntilAdmitted() else { return }
        try await lab.sleep(window * (2 * Self.share - 1) / Self.share)
        guard try await lab.useUp(), try await lab.pollUntilAdmitted() else { return }
        _ = try await lab.takeWhatCameBack()
    }

    /// How long so many requests will take, going by those before.
    private static func time(for count: Int, _ attempts: [Attempt], workers: Int) -> TimeSpan {
        let longest = attempts.compactMap(\.serviceTime).max() ?? .zero
        return longest * (count / workers + 2)
    }
}
