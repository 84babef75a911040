#if os(Linux)
import LoadEngine
import Timeline

/// The machine's monotonic clock, counted from the start of the run.
struct MonotonicClock: Sendable {
    let origin: Int64

    var now: RunInstant { RunInstant(nanoseconds: SystemTime.monotonic - origin) }
}

/// That clock with sleepers on the loop.
struct EpollClock: RunClock {
    let loop: EpollLoop

    var now: RunInstant { loop.clock.now }
    var cpuTime: TimeSpan? { TimeSpan(nanoseconds: SystemTime.thread) }

    func sleep(until instant: RunInstant) async throws {
        while now < instant {
            try Task.checkCancellation()
            let (loop, id) = (loop, loop.newAlarm())
            await withTaskCancellationHandler {
                await withUnsafeContinuation { sleeper in
                    if loop.isOnLoop { Self.add(sleeper, instant, id, loop) } else { loop.call { Self.add(sleeper, instant, id, loop) } }
                    // Where cancellation came before there was an alarm to cancel.
                    if Task.isCancelled { loop.call { loop.cancel(id) } }
                }
            } onCancel: {
                loop.call { loop.cancel(id) }
            }
        }
        try Task.checkCancellation()
    }

    private static func add(_ sleeper: UnsafeContinuation<Void, Never>, _ instant: RunInstant, _ id: UInt64, _ loop: EpollLoop) {
        loop.wake(sleeper, at: instant, id)
    }
}
#endif
