package import Measurement
import Synchronization
package import Timeline

/// Collects the attempts of a run and numbers them.
///
/// Shape: one recorder for a run, in shards that share nothing but the budget: one for each loop that sends. Safe from any thread, so that a
/// signal handler can take what there is at any time.
package final class Recorder: Sendable {
    /// What came in since somebody last looked, for a progress display.
    package struct Recent: Sendable {
        package var responseTime = Distribution()
        package var lag = Distribution()
        /// The last that a response was heard to.
        package var latest: Attempt?
        package init() {}
    }

    /// Running totals for a progress display.
    package struct Tally: Sendable, Equatable {
        package var sent = 0
        package var admitted = 0
        package var limited = 0
        package var refused = 0
        package var failed = 0
        package var missed = 0
        package init() {}
    }

    let shards: [RecorderShard]
    private let loopRecords = Mutex<[LoopRecord]>([])

    /// `budget` is the most requests that may be sent in the whole run; the attempts of `summed` phases are not kept, only their sums, by
    /// window where those can be named. There is a shard for each of `loops`.
    package init(budget: Int, summed: Set<Int> = [], windows: WindowNaming? = nil, loops: Int = 1) {
        let left = RequestBudget(budget)
        shards = (0..<loops).map { RecorderShard($0, of: loops, left, summed, windows) }
    }

    /// What came in since the last call; from the first call on it is kept.
    package func takeRecent() -> Recent {
        shards.count == 1 ? shards[0].takeRecent() : shards.reduce(into: Recent()) { $0.add($1.takeRecent()) }
    }

    func record(_ loop: LoopRecord) { loopRecords.withLock { $0.append(loop) } }

    /// Of load phases that are over, in their order.
    package var loops: [LoopRecord] { loopRecords.withLock { $0 } }

    package var tally: Tally { shards.reduce(into: Tally()) { $0.add($1.tally) } }

    /// The sums of phases that began, in their order.
    package var loads: [LoadRecord] { RecorderShard.loads(of: shards) }

    /// What bodies were like, by phase; nothing where none was looked at.
    package var bodies: [BodyRecord]? {
        var sums: [Int: BodyRecord] = [:]
        for (phase, record) in shards.flatMap(\.bodies) { sums[phase, default: BodyRecord(phase: phase)].add(record) }
        return sums.isEmpty ? nil : sums.values.sorted { $0.phase < $1.phase }
    }

    /// What was created, where it is to be taken back.
    package var created: [CreatedThing] { shards.flatMap(\.created) }

    /// Every attempt so far that was kept, in the order of scheduling.
    package var attempts: [Attempt] {
        if shards.count == 1 { return shards[0].attempts }
        var attempts = shards.flatMap(\.attempts).sorted { ($0.scheduled.nanoseconds, $0.index) < ($1.scheduled.nanoseconds, $1.index) }
        // Each loop numbered by itself.
        for index in attempts.indices { attempts[index].index = index }
        return attempts
    }
}

extension Recorder.Recent {
    mutating func add(_ other: Recorder.Recent) {
        lag.add(other.lag)
        responseTime.add(other.responseTime)
        if let theirs = other.latest, theirs.completed > latest?.completed ?? .distantPast { latest = theirs }
    }

    mutating func count(_ attempt: Attempt) {
        guard let departed = attempt.departed else { return }
        lag.record(departed - attempt.scheduled)
        guard attempt.response != nil else { return }
        responseTime.record(attempt.responseTime)
        latest = attempt
    }
}

extension Recorder.Tally {
    mutating func add(_ other: Recorder.Tally) {
        sent += other.sent
        admitted += other.admitted
        limited += other.limited
        refused += other.refused
        failed += other.failed
        missed += other.missed
    }

    mutating func count(_ attempt: Attempt) {
        switch attempt.outcome {
        case .notSent(.missed): missed += 1
        case .notSent: failed += 1
        case .indeterminate: sent += 1; failed += 1
        case .responded(let response):
            sent += 1
            switch attempt.meaning ?? Meaning(status: response.status) {
            case .admitted: admitted += 1
            case .limited: limited += 1
            case .refused: refused += 1
            case .failed: failed += 1
            }
        }
    }
}
