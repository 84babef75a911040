package import Conformance
package import Limiters
import Simulation
import Timeline

/// Every algorithm of the catalogue, to be recognised from what it admits.
package enum Recognition {
    package struct Outcome: Sendable {
        package var algorithm: Algorithm
        package var seed: UInt64
        package var found: Identification?
        /// What it should have been recognised as.
        package var expected: AlgorithmClass

        /// In words, for a message.
        package var taken: String {
            found.map { ([$0.algorithm] + $0.alternatives).map(\.rawValue).joined(separator: " or ") + $0.scope.suffix } ?? "nothing that is known"
        }

        package var isRight: Bool { found?.algorithm == expected && found?.isCertain == true }
    }

    package static func expected(_ algorithm: Algorithm) -> AlgorithmClass {
        switch algorithm {
        case .fixedWindowEpoch, .fixedWindowFirstRequest, .fixedWindowFirstSecond, .fixedWindowPerKey, .fixedWindowProcessTimer: .fixedWindow
        case .windowWithBan: .windowWithBan
        case .slidingLog: .slidingLog
        case .segmentedWindow: .segmentedWindow
        case .slidingCounter, .slidingCounterFirstRequest: .slidingCounter
        case .tokenBucket, .tokenBucketSeconds, .gcra: .bucket
        case .leakyBucket: .leakyBucket
        case .leakyQueue: .leakyQueue
        case .slowDown: .delaying
        case .concurrency: .concurrencyLimit
        case .unlimited: .unlimited
        }
    }

    /// Every algorithm with every seed, over networks with round trips of up to 200 ms.
    package static func sweep(
        _ seeds: ClosedRange<UInt64>, workers: Int, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [Outcome] {
        let cases = seeds.flatMap { seed in Algorithm.allCases.map { (algorithm: $0, seed: seed) } }
        return await Sweep.run(cases, workers: workers, progress: progress) { one in
            let found = await run(one.algorithm, seed: one.seed).judged().evidence.identification
            return Outcome(algorithm: one.algorithm, seed: one.seed, found: found, expected: expected(one.algorithm))
        }
    }

    package static func run(_ algorithm: Algorithm, seed: UInt64) -> SimulatedRun {
        var random = SeededRandom(seed: seed, 99)
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.seed = seed
        (run.quota, run.window) = random.pick([(100, .seconds(60)), (20, .seconds(20)), (20, .seconds(10)), (50, .seconds(60))])
        run.network = NetworkModel(delay: .milliseconds(1 + Int(random.next(below: 60))), jitter: .milliseconds(Int(random.next(below: 35))),
                                   tailShare: 0.1, work: .milliseconds(2 + Int(random.next(below: 5))))
        run.skew = .milliseconds(Int(random.next(below: 20_000)) - 10_000)
        run.experiments = [.isolation, .sequential, .concurrent, .boundary, .idle]
        return run
    }
}
