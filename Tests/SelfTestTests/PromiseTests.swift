import Conformance
import Limiters
import SelfTest
import Testing
import Timeline
import Turns

/// Goal: buckets, sliding windows, queues and several limits at once are held to what is promised of them, and to no more. Method: the real
/// experiments in virtual time, against sound limiters of each promise, against faults, and against limiters of another kind.
@Suite(.computes) struct PromiseTests {
    @Test("a sound limiter of any promise never fails, whatever the network and the clocks do")
    func neverFails() async {
        let outcomes = await PromiseSoundness.sweep(PromiseClass.allCases, 1...8, workers: 2)
        #expect(outcomes.count == 8 * PromiseClass.allCases.count)
        for outcome in outcomes {
            #expect(outcome.failures.isEmpty, "\(outcome.promise) seed \(outcome.seed): \(outcome.failures.map { "\($0.id) \($0.observed)" })")
        }
    }

    @Test("on an ordinary network a sound limiter passes", arguments: [PromiseClass.bucket, .slidingLog, .epochWindow, .burstAndSustained])
    func passes(promise: PromiseClass) async {
        let judgement = await SimulatedRun.promised(promise, seed: 1, isHostile: false).judged()
        #expect(judgement.verdict == .pass, "\(promise)\n\(judgement.complaints)")
        #expect(["LIM-01", "LIM-02", "LIM-03", "LIM-04", "LIM-05"].allSatisfy { judgement[$0]?.verdict == .pass }, "\(judgement.complaints)")
        #expect(judgement["CNT-01"] == nil, "checks of windows are left out")
    }

    @Test("faults of every promise are found, and nearly all are named by the check that is about them")
    func faults() async {
        let rows = await PromiseMatrix(seed: 1).rows([.bucket, .slidingLog, .burstAndSustained], workers: 2)
        let (missed, misnamed) = (rows.filter { !$0.isKilled }, rows.filter { !$0.isNamed })
        #expect(rows.count > 60 && missed.count * 50 <= rows.count, "\(missed.map(\.complaint))")
        #expect(misnamed.count * 20 <= rows.count, "\(misnamed.map(\.complaint))")
    }

    private static let kinds: [PromiseClass] = [.bucket, .slidingLog, .slidingCounter, .epochWindow, .ban, .queue]

    @Test("a limiter of another kind than promised never passes", arguments: kinds)
    func wrongPromise(promise: PromiseClass) async {
        for other in Self.kinds where other != promise {
            var run = SimulatedRun.promised(promise, seed: 1, isHostile: false)
            // A bucket and a queue of the same size and pace as the windows, so that only the kind differs.
            let limit = Limit(run.limits[0].kind, quota: 20, window: .seconds(4))
            run.limits = [limit]
            if promise == .epochWindow { run.limits[0].isAtEpoch = true }
            let kind = SimulatedRun.promised(other, seed: 1, isHostile: false).limits[0].kind
            run.limiter = SeveralLimits([(limiter: Limit(kind, quota: 20, window: .seconds(4)).soundLimiters(started: run.started)[0], isForAll: false)])
            let judgement = await run.judged()
            #expect(judgement.verdict != .pass, "\(promise) promised, \(other) found\n\(judgement.complaints)")
        }
    }
}
