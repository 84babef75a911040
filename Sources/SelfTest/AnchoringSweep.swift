package import Conformance
import Limiters
import Timeline

/// Fixed windows of every anchoring, on long and short windows, with many keys and few: where they begin is to be among what is told.
package enum AnchoringSweep {
    package struct Outcome: Sendable {
        package var place: String
        package var expected: WindowAnchoring
        /// Empty where the run did not show it.
        package var found: [WindowAnchoring]

        package var isWrong: Bool { !found.isEmpty && !found.contains(expected) }
        package var isExact: Bool { found == [expected] }
    }

    private static let algorithms: [(Algorithm, WindowAnchoring)] = [
        (.fixedWindowEpoch, .epoch), (.fixedWindowProcessTimer, .processTimer), (.fixedWindowPerKey, .perKey),
        (.fixedWindowFirstRequest, .firstRequest), (.fixedWindowFirstSecond, .firstRequest),
    ]

    private struct Case: Sendable {
        var algorithm: Algorithm
        var truth: WindowAnchoring
        var quota: Int
        var seconds: Int
        var keys: Int
        var seed: UInt64
    }

    package static func run(_ seeds: ClosedRange<UInt64>, workers: Int) async -> [Outcome] {
        var cases: [Case] = []
        for (algorithm, truth) in algorithms {
            for (quota, seconds) in [(20, 3), (20, 4), (50, 10), (100, 60)] {
                for keys in [1, 2, 8] {
                    cases += seeds.map { Case(algorithm: algorithm, truth: truth, quota: quota, seconds: seconds, keys: keys, seed: $0) }
                }
            }
        }
        return await Sweep.run(cases, workers: workers, progress: { _ in }) { one in
            var run = SimulatedRun()
            (run.algorithm, run.seed, run.keys) = (one.algorithm, one.seed, one.keys)
            (run.quota, run.window) = (one.quota, .seconds(one.seconds))
            // The process begins anywhere in a window of the epoch's.
            run.skew = .milliseconds(Int(one.seed * 7_919 % 60_000))
            run.experiments = [.isolation, .sequential, .concurrent, .boundary, .idle]
            let found = await run.judged().evidence.identification
            return Outcome(place: "\(one.algorithm.rawValue), \(one.quota) per \(one.seconds) s, \(one.keys) keys, seed \(one.seed)", expected: one.truth,
                           found: found?.algorithm == .fixedWindow ? found?.anchorings ?? [] : [])
        }
    }
}
