package import Measurement
import Synchronization
package import Timeline

/// Collects the attempts of a run and numbers them.
///
/// Shape: one recorder for a run; safe from any thread, so that a signal handler can take what there is at any time.
package final class Recorder: Sendable {
    private struct State {
        var log = AttemptLog()
        var scheduled = 0
        var tally = Tally()
        /// By phase, for those whose attempts are not kept.
        var sums: [PhaseSums?] = []
        /// Nothing while nobody watches, which costs nothing.
        var recent: Recent?
        var loops: [LoopRecord] = []
    }

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

    private let state = Mutex(State())
    private let subjects = Atomic(0)
    private let budget: Int

    /// `budget` is the most requests that may be sent in the whole run; the attempts of `summed` phases are not kept, only their sums, by
    /// window where those can be named.
    package init(budget: Int, summed: Set<Int> = [], windows: WindowNaming? = nil) {
        self.budget = budget
        state.withLock { state in state.sums = (0..<((summed.max() ?? -1) + 1)).map { summed.contains($0) ? PhaseSums(windows) : nil } }
    }

    /// The next index, or nothing when the budget is used up.
    func reserve() -> Int? {
        state.withLock { state in
            guard state.scheduled - state.tally.missed < budget else { return nil }
            defer { state.scheduled += 1 }
            return state.scheduled
        }
    }

    /// A lead that no request of this run has named yet.
    func newSubject() -> Int { subjects.wrappingAdd(1, ordering: .relaxed).oldValue }

    func record(_ attempt: Attempt) {
        state.withLock { state in
            if attempt.phase < state.sums.count, let sums = state.sums[attempt.phase] {
                sums.record(attempt)
            } else {
                state.log.append(attempt)
            }
            state.tally.count(attempt.outcome)
            state.recent?.count(attempt)
        }
    }

    /// What came in since the last call; from the first call on it is kept.
    package func takeRecent() -> Recent {
        state.withLock { state in
            defer { state.recent = Recent() }
            return state.recent ?? Recent()
        }
    }

    func record(_ loop: LoopRecord) { state.withLock { $0.loops.append(loop) } }

    /// Of load phases that are over, in their order.
    package var loops: [LoopRecord] { state.withLock(\.loops) }

    package var tally: Tally { state.withLock(\.tally) }

    /// The sums of phases that began, in their order.
    package var loads: [LoadRecord] {
        state.withLock { state in
            state.sums.enumerated().compactMap { phase, sums in sums?.record(phase: phase) }.filter { $0.scheduled > 0 }
        }
    }

    /// Every attempt so far that was kept, in the order of scheduling.
    package var attempts: [Attempt] {
        state.withLock(\.log).attempts
    }
}

extension Recorder.Recent {
    mutating func count(_ attempt: Attempt) {
        guard let departed = attempt.departed else { return }
        lag.record(departed - attempt.scheduled)
        guard attempt.response != nil else { return }
        responseTime.record(attempt.responseTime)
        latest = attempt
    }
}

extension Recorder.Tally {
    mutating func count(_ outcome: Outcome) {
        switch outcome {
        case .notSent(.missed): missed += 1
        case .notSent: failed += 1
        case .indeterminate: sent += 1; failed += 1
        case .responded(let response):
            sent += 1
            switch response.status {
            case 200...299: admitted += 1
            case 429: limited += 1
            case 400...499: refused += 1
            default: failed += 1
            }
        }
    }
}
