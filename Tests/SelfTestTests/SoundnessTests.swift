import Conformance
import FoundationEssentials
import Limiters
import LoadEngine
import Simulation
import TestSupport
import Testing
import Timeline

/// Goal: a limiter that keeps the contract is never failed. Method: the real driver against sound limiters in virtual time, over seeds,
/// anchorings, roundings, counting choices, jitter with a heavy tail, lost responses, skew and drift.
@Suite struct SoundnessTests {
    static let anchorings: [Algorithm] = [
        .fixedWindowEpoch, .fixedWindowFirstRequest, .fixedWindowPerKey, .fixedWindowProcessTimer,
    ]

    @Test("a sound limiter on a good network passes every check", arguments: anchorings)
    func passes(algorithm: Algorithm) async {
        for seed in UInt64(1)...5 {
            var run = SimulatedRun()
            run.algorithm = algorithm
            run.seed = seed
            let judgement = await run.judged()
            #expect(judgement.verdict == .pass, "\(algorithm) seed \(seed)\n\(judgement.complaints)")
            #expect(judgement.results.allSatisfy { $0.verdict == .pass }, "\(algorithm) seed \(seed)\n\(judgement.complaints)")
        }
    }

    /// 520 runs in all; RATEPROOF_SOUNDNESS_SEEDS=first-last runs others, as many as there is patience for.
    static let seeds: ClosedRange<UInt64> = {
        let given = (ProcessInfo.processInfo.environment["RATEPROOF_SOUNDNESS_SEEDS"] ?? "").split(separator: "-").compactMap { UInt64($0) }
        return given.count == 2 && given[0] <= given[1] ? given[0]...given[1] : 1...130
    }()

    @Test("a sound limiter never fails, whatever the network and the clocks do", arguments: anchorings)
    func neverFails(algorithm: Algorithm) async throws {
        for seed in Self.seeds {
            let run = Self.hostile(algorithm, seed: seed)
            let judgement = await run.judged()
            #expect(judgement.failures.isEmpty, "\(algorithm) seed \(seed) \(run)\n\(judgement.complaints)")
            let clock = try #require(judgement.evidence.clock)
            #expect(clock.bounds.contains(run.serverOffset), "the true offset \(run.serverOffset) is outside \(clock.bounds), seed \(seed)")
        }
    }

    /// A run whose every circumstance follows from the seed.
    static func hostile(_ algorithm: Algorithm, seed: UInt64) -> SimulatedRun {
        var random = SeededRandom(seed: seed, 77)
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.seed = seed
        run.quota = [1, 2, 3, 5, 10, 20][Int(random.next(below: 6))]
        run.window = [.seconds(1), .milliseconds(1_500), .seconds(2), .seconds(3), .milliseconds(4_500), .seconds(60)][Int(random.next(below: 6))]
        run.fresh = random.next(below: 4) != 0
        run.dateCachePhase = random.next(below: 2) == 0 ? nil : .milliseconds(Int(random.next(below: 1_000)))
        run.keys = [1, 2, 4, 8][Int(random.next(below: 4))]
        run.rounding = random.next(below: 2) == 0 ? .up : .past
        run.chargesRefused = random.next(below: 2) == 0
        run.skew = .milliseconds(Int(random.next(below: 600_000)) - 300_000)
        run.driftPPM = Int(random.next(below: 201)) - 100
        run.stalls = random.next(below: 2) == 0
        if random.next(below: 4) == 0, run.window < .seconds(10) {
            let rate = Rate(count: 50 + Int(random.next(below: 300)), per: .seconds(1))
            run.loads = [LoadPhase(name: "load", arrivals: .constant(rate), duration: run.window * 2, inFlight: 200, recorded: true)]
        }
        run.network = NetworkModel(
            delay: .microseconds(20 + Int(random.next(below: random.next(below: 2) == 0 ? 400 : 40_000))), jitter: .milliseconds(Int(random.next(below: 500))),
            tailShare: random.unit() * 0.2, loss: random.next(below: 2) == 0 ? 0 : 0.02, work: .milliseconds(Int(random.next(below: 5))))
        return run
    }
}
