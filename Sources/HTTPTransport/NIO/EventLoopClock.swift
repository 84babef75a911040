import LoadEngine
import NIOCore
import Synchronization
import Timeline

/// The machine's monotonic clock, counted from the start of the run, with timers on the event loop.
struct EventLoopClock: RunClock {
    private let loop: any EventLoop
    private let origin: NIODeadline

    init(_ loop: any EventLoop, origin: Int64) {
        self.loop = loop
        self.origin = .uptimeNanoseconds(UInt64(origin))
    }

    var cpuTime: TimeSpan? { TimeSpan(nanoseconds: SystemTime.thread) }
    var now: RunInstant { RunInstant(nanoseconds: (NIODeadline.now() - origin).nanoseconds) }

    func sleep(until instant: RunInstant) async throws {
        // A timer may not fire early, but it costs nothing to be sure: a request must never leave before it is due.
        while now < instant {
            try Task.checkCancellation()
            await wait(until: origin + .nanoseconds(instant.nanoseconds))
        }
        try Task.checkCancellation()
    }

    /// Returns at the deadline, or when the task is cancelled.
    private func wait(until deadline: NIODeadline) async {
        let alarm = Alarm()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                guard alarm.set(continuation) else { return }
                alarm.keep(loop.scheduleTask(deadline: deadline) { alarm.ring() })
            }
        } onCancel: {
            alarm.ring()
        }
    }
}

/// Resumes one sleeper once, by the timer or by cancellation, whichever comes first.
private final class Alarm: Sendable {
    private struct State {
        var continuation: CheckedContinuation<Void, Never>?
        var timer: Scheduled<Void>?
        var hasRung = false
    }

    private let state = Mutex(State())

    /// False, with the continuation resumed, where cancellation came before the wait.
    func set(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        let waits = state.withLock { state in
            if !state.hasRung { state.continuation = continuation }
            return !state.hasRung
        }
        if !waits { continuation.resume() }
        return waits
    }

    func keep(_ timer: Scheduled<Void>) {
        let isLate = state.withLock { state in
            state.timer = timer
            return state.hasRung
        }
        if isLate { timer.cancel() }
    }

    func ring() {
        let (continuation, timer) = state.withLock { state in
            defer { state = State(hasRung: true) }
            return (state.continuation, state.timer)
        }
        timer?.cancel()
        continuation?.resume()
    }
}
