import Conformance
import Limiters
import LoadEngine
import SelfTest
import Testing
import Timeline
import Turns

/// Goal: a limiter that keeps the contract is never failed. Method: the real driver against sound limiters in virtual time, over seeds,
/// anchorings, roundings, counting choices, jitter with a heavy tail, lost responses, bad manners of clocks and machines. `rateproof selftest --soundness 1-4000`
/// runs as many more as there is patience for.
@Suite(.computes) struct SoundnessTests {
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
        #expect(outcomes.count { $0.offsetIsInside != nil } * 2 > outcomes.count, "most servers tell the time")
        for outcome in outcomes {
            #expect(outcome.failures.isEmpty, "\(outcome.algorithm) seed \(outcome.seed): \(outcome.failures.map { "\($0.id) \($0.observed)" })")
            #expect(outcome.offsetIsInside ?? true, "\(outcome.algorithm) seed \(outcome.seed): the true clock offset is outside its interval")
        }
    }

    @Test("load of which only sums are kept shows what it proves, and nothing else", arguments: SimulatedRun.anchorings)
    func summedLoad(algorithm: Algorithm) async throws {
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.declaresOutage = true
        var load = LoadPhase(name: "load", arrivals: .constant(Rate(count: 300, per: .seconds(1))), duration: run.window * 3, inFlight: 200, recorded: true)
        load.keepsAttempts = false
        run.loads = [load]
        let sound = await run.judged()
        #expect(sound.verdict == .pass, "\(sound.complaints)")
        let history = await run.history()
        #expect(history.loads.count == 1 && history.loads[0].scheduled == 3_600 && history.loads[0].windows.count >= 6)
        #expect(!history.attempts.contains { $0.phase == 0 })
        // One admission too many, under load alone.
        var broken = history
        broken.loads[0].windows[2].admitted = run.quota + 1
        let judged = Judge(run.contract).judge(broken)
        #expect(judged[CheckID("CNT-02")]?.verdict == .fail && judged.failures.count == 1, "\(judged.complaints)")
    }

    @Test("load that is over within a window is no change of what remains", arguments: 2...5)
    func shortSummedLoad(keys: Int) async {
        var run = SimulatedRun()
        run.quota = 100
        run.keys = keys
        for rate in [1, 10, 40] {
            var load = LoadPhase(name: "load", arrivals: .constant(Rate(count: rate, per: .seconds(1))), duration: run.window / 2, inFlight: 200, recorded: true)
            load.keepsAttempts = false
            run.loads = [load]
            let judgement = await run.judged()
            #expect(judgement.failures.isEmpty, "\(judgement.complaints)")
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
        let contract = SimulatedRun.ordinary(.fixedWindowEpoch, seed: 1).contract
        #expect(judged == 8 * SimulatedRun.anchorings.count * CheckCatalog.all.count { $0.applies(to: contract) })
        #expect(inconclusive.count * 100 < judged, "\(inconclusive.count) of \(judged):\n\(inconclusive.joined(separator: "\n"))")
    }

    @Test("somebody else's use of keys that are stated to be the run's alone is told, and never taken for a fault")
    func disprovesTheStatement() async {
        var told = 0
        for seed in UInt64(1)...12 {
            let run = SimulatedRun.shared(seed: seed, exclusive: true)
            let judgement = await run.judged()
            #expect(judgement.failures.allSatisfy { run.deserved.contains($0.id) }, "seed \(seed)\n\(judgement.complaints)")
            #expect(judgement.brokenStatement == nil || run.foreignRequests > 0)
            if judgement.brokenStatement != nil { told += 1 }
        }
        #expect(told >= 6)
    }

    @Test("somebody else's use of the keys is never taken for a fault")
    func toleratesOthers() async {
        for seed in UInt64(1)...12 {
            let run = SimulatedRun.shared(seed: seed)
            let judgement = await run.judged()
            #expect(judgement.failures.allSatisfy { run.deserved.contains($0.id) }, "seed \(seed)\n\(judgement.complaints)")
        }
    }
}
