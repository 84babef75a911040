import Conformance
import Limiters
import SelfTest
import Testing
import Timeline

/// Goal: a limiter that keeps the contract is never failed. Method: the real driver against sound limiters in virtual time, over seeds,
/// anchorings, roundings, counting choices, jitter with a heavy tail, lost responses, skew and drift. `rateproof selftest --soundness 1-4000`
/// runs as many more as there is patience for.
@Suite struct SoundnessTests {
    @Test("a sound limiter on a good network passes every check", arguments: SimulatedRun.anchorings)
    func passes(algorithm: Algorithm) async {
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.declaresOutage = true
        for seed in UInt64(1)...2 {
            run.seed = seed
            let judgement = await run.judged()
            #expect(judgement.verdict == .pass, "\(algorithm) seed \(seed)\n\(judgement.complaints)")
            #expect(judgement.results.allSatisfy { $0.verdict == .pass || $0.verdict == .observed }, "\(algorithm) seed \(seed)\n\(judgement.complaints)")
        }
    }

    @Test("a sound limiter never fails, whatever the network and the clocks do")
    func neverFails() async {
        let outcomes = await Soundness.sweep(1...24, workers: 2)
        #expect(outcomes.count == 24 * SimulatedRun.anchorings.count)
        for outcome in outcomes {
            #expect(outcome.failures.isEmpty, "\(outcome.algorithm) seed \(outcome.seed): \(outcome.failures.map { "\($0.id) \($0.observed)" })")
            #expect(outcome.offsetIsInside == true, "\(outcome.algorithm) seed \(outcome.seed): the true clock offset is outside its interval")
        }
    }

    @Test("over an ordinary network fewer than one check in a hundred stays undecided")
    func decides() async {
        var inconclusive: [String] = []
        var judged = 0
        for seed in UInt64(1)...8 {
            for algorithm in SimulatedRun.anchorings {
                let results = await SimulatedRun.ordinary(algorithm, seed: seed).judged().results
                judged += results.count
                inconclusive += results.filter { $0.verdict == .inconclusive }.map { "\($0.id) (\(algorithm), seed \(seed)): \($0.observed)" }
            }
        }
        #expect(judged == 8 * SimulatedRun.anchorings.count * CheckCatalog.all.count)
        #expect(inconclusive.count * 100 < judged, "\(inconclusive.count) of \(judged):\n\(inconclusive.joined(separator: "\n"))")
    }

    @Test("somebody else's use of the keys is never taken for a fault")
    func toleratesOthers() async {
        for seed in UInt64(1)...12 {
            let judgement = await SimulatedRun.shared(seed: seed).judged()
            #expect(judgement.failures.isEmpty, "seed \(seed)\n\(judgement.complaints)")
        }
    }
}
