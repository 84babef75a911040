import Conformance
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: a limit per second, the commonest there is, and a quota of one can pass, and faults still show there. Method: whole runs in virtual time.
@Suite(.computes) struct ShortWindowTests {
    private static let sizes: [(Int, TimeSpan)] = [(10, .seconds(1)), (1, .seconds(1)), (1, .seconds(60)), (100, .seconds(1))]

    private static func run(_ quota: Int, _ window: TimeSpan, _ algorithm: Algorithm = .fixedWindowEpoch) -> SimulatedRun {
        var run = SimulatedRun()
        (run.quota, run.window, run.algorithm) = (quota, window, algorithm)
        return run
    }

    @Test("windows of a second, and a quota of one, pass with every anchoring", arguments: ShortWindowTests.sizes, Algorithm.allCases.filter(\.isFixedWindow))
    func pass(_ size: (Int, TimeSpan), _ algorithm: Algorithm) async {
        for seed: UInt64 in 1...3 {
            var run = Self.run(size.0, size.1, algorithm)
            run.seed = seed
            let judgement = await run.judged()
            #expect(judgement.verdict == .pass, "seed \(seed)\n\(judgement.complaints)")
        }
    }

    @Test("a bucket that each second fills is a fixed window there, any other kind is not", arguments: [
        (Algorithm.tokenBucketSeconds, true), (.tokenBucket, false), (.slidingLog, false), (.windowWithBan, false), (.slidingCounter, false),
    ])
    func classes(_ algorithm: Algorithm, _ isWindow: Bool) async {
        let judgement = await Self.run(10, .seconds(1), algorithm).judged()
        #expect((judgement["ALG-01"]?.verdict == .pass) == isWindow, "\(judgement.complaints)")
    }

    @Test("with a quota of one, what follows the first request is one class; what does not is another", arguments: [
        (Algorithm.slidingLog, true), (.tokenBucket, true), (.slidingCounter, true), (.windowWithBan, false), (.segmentedWindow, false),
    ])
    func single(_ algorithm: Algorithm, _ isWindow: Bool) async {
        let judgement = await Self.run(1, .seconds(4), algorithm).judged()
        #expect((judgement["ALG-01"]?.verdict == .pass) == isWindow, "\(judgement.complaints)")
    }

    @Test("faults are found in windows of a second", arguments: [
        "one-too-many", "one-too-few", "check-then-increment", "limit-misstated", "remaining-frozen", "limited-as-503", "never-recovers", "retry-after-absent",
    ])
    func faults(name: String) async throws {
        var run = Self.run(10, .seconds(1))
        run.defects = [try #require(Defect.named(name))]
        let judgement = await run.judged()
        #expect(judgement.verdict == .fail, "\(judgement.complaints)")
    }

    @Test("faults are found with a quota of one", arguments: ["one-bucket-for-all", "bucket-per-connection", "one-too-many", "import-unbounded"])
    func faultsOfOne(name: String) async throws {
        var run = Self.run(1, .seconds(4))
        run.defects = [try #require(Defect.named(name))]
        let judgement = await run.judged()
        #expect(judgement.verdict == .fail, "\(judgement.complaints)")
    }
}
