import Synchronization
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A single-threaded executor whose clock jumps to the earliest sleeper when nothing is left to do.
///
/// With the same seed and the same program it runs the same jobs in the same order, so a run of an hour takes milliseconds
/// and can be repeated exactly. Seeded stalls (time that passes although work is ready, as on a busy machine) are what
/// finds interleavings. Source: docs/decisions/0003-virtual-time.md; SE-0417.
final class SimulatedLoop: TaskExecutor {
    /// What went wrong with the simulation itself, not with what ran in it.
    enum Failure: Error, CustomStringConvertible {
        case deadlock(at: RunInstant)
        case leak(jobs: Int)
        case runaway(at: RunInstant)

        var description: String {
            switch self {
            case .deadlock(let instant): "simulation: nothing is ready and nobody sleeps at \(instant.sinceStart)"
            case .leak(let jobs): "simulation: \(jobs) jobs came from foreign threads, so the run is not deterministic"
            case .runaway(let instant): "simulation: endless work without time passing at \(instant.sinceStart)"
            }
        }
    }

    fileprivate struct Sleeper { var due: RunInstant; var continuation: UnsafeContinuation<Bool, Never> }

    fileprivate struct State {
        var now = RunInstant.start
        var ready: [UnownedJob] = []
        var next = 0
        var sleepers: [UInt64: Sleeper] = [:]
        var heap = Heap()
        var lastSleeper: UInt64 = 0
        var foreignJobs = 0
        var random: SeededRandom
    }

    private let state: Mutex<State>
    private let pump = Mutex<pthread_t?>(nil)
    private let stalls: Bool
    private static let mostJobsAtOneInstant = 5_000_000

    init(seed: UInt64, stalls: Bool) {
        state = Mutex(State(random: SeededRandom(seed: seed)))
        self.stalls = stalls
    }

    var now: RunInstant { state.withLock(\.now) }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let isForeign = pump.withLock { $0.map { pthread_equal($0, pthread_self()) == 0 } ?? false }
        state.withLock { state in
            if isForeign { state.foreignJobs += 1 }
            state.ready.append(job)
        }
    }

    /// Suspends until the instant; true where the sleep was cut short by cancellation.
    func sleep(until due: RunInstant) async -> Bool {
        let id = state.withLock { state in
            state.lastSleeper += 1
            return state.lastSleeper
        }
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                let isCancelled = Task.isCancelled
                if isCancelled { continuation.resume(returning: true); return }
                state.withLock { state in
                    state.sleepers[id] = Sleeper(due: due, continuation: continuation)
                    state.heap.insert(due: due, id: id)
                }
            }
        } onCancel: {
            state.withLock { $0.sleepers.removeValue(forKey: id) }?.continuation.resume(returning: true)
        }
    }

    /// Runs jobs until `isDone`.
    func run(until isDone: () -> Bool) throws(Failure) {
        pump.withLock { $0 = pthread_self() }
        defer { pump.withLock { $0 = nil } }
        var jobsAtThisInstant = 0
        while !isDone() {
            let (job, mayStall, now) = state.withLock { state -> (UnownedJob?, Bool, RunInstant) in
                let job = state.takeJob()
                return (job, stalls && job != nil && state.random.next(below: 8) == 0, state.now)
            }
            if let job {
                jobsAtThisInstant += 1
                guard jobsAtThisInstant < Self.mostJobsAtOneInstant else { throw .runaway(at: now) }
                if mayStall { wakeNext(within: .milliseconds(5)) }
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else {
                jobsAtThisInstant = 0
                guard wakeNext(within: nil) else { throw .deadlock(at: now) }
            }
        }
        let foreign = state.withLock(\.foreignJobs)
        if foreign > 0 { throw .leak(jobs: foreign) }
    }

    /// Lets time jump to the earliest sleeper and wakes everybody who sleeps until then.
    @discardableResult
    private func wakeNext(within limit: TimeSpan?) -> Bool {
        let woken = state.withLock { state -> [UnsafeContinuation<Bool, Never>] in
            guard let due = state.earliestSleeper() else { return [] }
            if let limit, due > state.now + limit { return [] }
            state.now = max(state.now, due)
            var woken: [UnsafeContinuation<Bool, Never>] = []
            while state.earliestSleeper() == due, let id = state.heap.popFirst() {
                if let sleeper = state.sleepers.removeValue(forKey: id) { woken.append(sleeper.continuation) }
            }
            return woken
        }
        // Outside the lock: resuming enqueues.
        for continuation in woken { continuation.resume(returning: false) }
        return !woken.isEmpty
    }
}

extension SimulatedLoop.State {
    mutating func takeJob() -> UnownedJob? {
        guard next < ready.count else {
            ready.removeAll(keepingCapacity: true)
            next = 0
            return nil
        }
        defer { next += 1 }
        return ready[next]
    }

    /// Drops cancelled entries on the way: they must not move time.
    mutating func earliestSleeper() -> RunInstant? {
        while let (due, id) = heap.first {
            if sleepers[id] != nil { return due }
            _ = heap.popFirst()
        }
        return nil
    }
}
