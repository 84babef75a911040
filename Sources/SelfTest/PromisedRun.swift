package import Conformance
import Experiments
import Limiters
import LoadEngine
import Simulation
import Timeline

/// What a contract may promise, as classes that the judge is tried on.
package enum PromiseClass: String, Sendable, CaseIterable {
    case bucket, granularBucket = "granular-bucket", leakyBucket = "leaky-bucket", slidingLog = "sliding-log", slidingCounter = "sliding-counter",
         epochWindow = "epoch-window", ban, queue, burstAndSustained = "burst-and-sustained", keyAndEveryone = "key-and-everyone"
}

extension SimulatedRun {
    /// A run against a sound limiter of a promise, in which the network and the clocks do their worst; all of it follows from the seed.
    package static func promised(_ promise: PromiseClass, seed: UInt64, isHostile: Bool = true) -> SimulatedRun {
        var run = isHostile ? hostile(.fixedWindowEpoch, seed: seed) : ordinary(.fixedWindowEpoch, seed: seed)
        var random = SeededRandom(seed: seed, 80)
        if run.quota > 20 { (run.quota, run.window) = (20, .seconds(4)) }
        run.exclusive = false
        // A limit that is lowered to nothing is another contract.
        if run.quota < 6 || promise == .leakyBucket { run.manners.lowering = nil }
        let (quota, window) = (run.quota, run.window)
        run.limits = switch promise {
        case .bucket: [.bucket(capacity: quota, refill: random.pick([1, 2, 5, 10]), per: random.pick([.seconds(1), .seconds(2), window]))]
        case .granularBucket: [.bucket(capacity: quota, refill: max(1, quota / 2), per: window, atOnce: max(1, quota / random.pick([2, 5])))]
        case .leakyBucket: [.bucket(capacity: 1, refill: 1, per: random.pick([.milliseconds(500), .seconds(1), .seconds(2)]))]
        case .slidingLog: [Limit(.slidingLog, quota: quota, window: window)]
        case .slidingCounter: [Limit(.slidingCounter, quota: quota, window: window)]
        case .epochWindow: [epochWindow(quota, window)]
        case .ban: [Limit(.windowWithBan, quota: quota, window: window)]
        case .queue: [Limit(.leakyQueue, quota: max(2, quota), window: window)]
        case .burstAndSustained:
            [.bucket(name: "burst", capacity: max(2, quota / 2), refill: quota, per: window), Limit(.slidingLog, name: "sustained", quota: quota * 3, window: window * 4)]
        case .keyAndEveryone: [Limit(.slidingLog, name: "key", quota: quota, window: window),
                               Limit(.slidingCounter, name: "all", quota: quota * 3, window: window, scope: .everyone)]
        }
        let sound = run.limits.map { random.pick($0.soundLimiters(started: run.started)) }
        run.limiter = SeveralLimits(zip(sound, run.limits).map { (limiter: $0, isForAll: $1.scope == .everyone) })
        return run
    }

    private static func epochWindow(_ quota: Int, _ window: TimeSpan) -> Limit {
        var limit = Limit(.fixedWindow, quota: quota, window: window)
        limit.isAtEpoch = true
        return limit
    }
}

/// Sound limiters of every promise under hostile networks and clocks: none may ever fail.
package enum PromiseSoundness {
    package struct Outcome: Sendable {
        package var promise: PromiseClass
        package var seed: UInt64
        package var failures: [CheckResult]
        package var verdict: Verdict
    }

    package static func sweep(
        _ promises: [PromiseClass], _ seeds: ClosedRange<UInt64>, workers: Int, isHostile: Bool = true, progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async -> [Outcome] {
        let cases = seeds.flatMap { seed in promises.map { (promise: $0, seed: seed) } }
        return await Sweep.run(cases, workers: workers, progress: progress) { one in
            let run = SimulatedRun.promised(one.promise, seed: one.seed, isHostile: isHostile)
            let judgement = await run.judged()
            return Outcome(promise: one.promise, seed: one.seed, failures: judgement.failures.filter { !run.deserved.contains($0.id) }, verdict: judgement.verdict)
        }
    }
}
