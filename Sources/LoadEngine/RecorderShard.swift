import Synchronization
import Timeline

/// Something that a request of the run created.
package struct CreatedThing: Sendable {
    /// Index into the run's keys.
    package var key: Int
    package var id: String
}

/// What one loop recorded. Only that loop writes, so that nobody waits; whoever looks on reads.
final class RecorderShard: Sendable {
    private struct State {
        var log = AttemptLog()
        var numbered = 0
        var tally = Recorder.Tally()
        /// By phase, for those whose attempts are not kept.
        var sums: [PhaseSums?] = []
        /// Nothing while nobody watches, which costs nothing.
        var recent: Recorder.Recent?
        /// By phase.
        var bodies: [Int: BodyRecord] = [:]
        var created: [CreatedThing] = []
    }

    private let state: Mutex<State>
    private let subjects: Atomic<Int>
    let budget: RequestBudget
    private let number: Int
    /// How many shards there are.
    private let count: Int

    init(_ number: Int, of count: Int, _ budget: RequestBudget, _ summed: Set<Int>, _ windows: WindowNaming?) {
        self.number = number
        self.count = count
        self.budget = budget
        subjects = Atomic(number)
        let sums = (0..<((summed.max() ?? -1) + 1)).map { summed.contains($0) ? PhaseSums(windows) : nil }
        state = Mutex(State(sums: sums))
    }

    /// The next index, or nothing when the budget is used up; a request that is not sent uses none of it.
    func reserve(isSent: Bool = true) -> Int? {
        guard isSent ? budget.take() : budget.hasSome else { return nil }
        return state.withLock { state in
            defer { state.numbered += 1 }
            return state.numbered * count + number
        }
    }

    /// A lead that no request of this run has named yet.
    func newSubject() -> Int { subjects.wrappingAdd(count, ordering: .relaxed).oldValue }

    func record(_ attempt: Attempt) {
        state.withLock { state in
            if attempt.phase < state.sums.count, let sums = state.sums[attempt.phase] {
                sums.record(attempt)
            } else {
                state.log.append(attempt)
            }
            state.tally.count(attempt)
            state.recent?.count(attempt)
        }
    }

    /// Counts a body that is compressed, and not looked at.
    func recordEncodedBody(phase: Int) { state.withLock { $0.bodies[phase, default: BodyRecord(phase: phase)].addEncoded() } }

    func recordCreated(_ thing: CreatedThing) { state.withLock { $0.created.append(thing) } }

    var created: [CreatedThing] { state.withLock(\.created) }

    func recordBody(_ fault: String?, phase: Int) {
        state.withLock { $0.bodies[phase, default: BodyRecord(phase: phase)].add(fault) }
    }

    var bodies: [Int: BodyRecord] { state.withLock(\.bodies) }

    func takeRecent() -> Recorder.Recent {
        state.withLock { state in
            defer { state.recent = Recorder.Recent() }
            return state.recent ?? Recorder.Recent()
        }
    }

    var tally: Recorder.Tally { state.withLock(\.tally) }

    /// In the order of scheduling.
    var attempts: [Attempt] { state.withLock(\.log).attempts }

    /// The sums of phases that began, of all shards together.
    static func loads(of shards: [RecorderShard]) -> [LoadRecord] {
        let phases = shards.first?.state.withLock(\.sums.count) ?? 0
        return (0..<phases).compactMap { phase in
            var merged: PhaseSums.Total?
            for shard in shards { shard.state.withLock { $0.sums[phase]?.add(to: &merged) } }
            return merged?.record(phase: phase)
        }.filter { $0.scheduled > 0 }
    }
}

/// How many requests of a run may still be sent, whoever sends them.
final class RequestBudget: Sendable {
    private let spent = Atomic(0)
    let most: Int

    init(_ most: Int) { self.most = most }

    var hasSome: Bool { spent.load(ordering: .relaxed) < most }

    func take() -> Bool {
        guard hasSome else { return false }
        // Another loop may have been quicker.
        return spent.wrappingAdd(1, ordering: .relaxed).oldValue < most
    }
}
