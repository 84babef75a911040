import Synchronization
import Timeline

/// Watches the loop beside a load phase: what of its thread's time it used, and whether it ever stood still.
///
/// Lag tells this of an open model, at the instants of its arrivals; of a closed one, and of rare arrivals, nothing else does.
struct LoopWatch {
    private static let beat = TimeSpan.milliseconds(20)

    private let clock: any RunClock
    private let recorder: Recorder

    init(_ driver: Driver) {
        clock = driver.clock
        recorder = driver.recorder
    }

    /// Carries out the phase. A clock that belongs to no thread, as in virtual time, is not watched.
    func during(_ phase: Int, _ pacing: Pacing, _ body: () async throws -> Void) async throws {
        guard let before = clock.cpuTime else { return try await body() }
        let start = clock.now
        let stall = Stall()
        defer {
            let cpu = pacing == .spin ? nil : clock.cpuTime.map { $0 - before }
            recorder.record(LoopRecord(phase: phase, length: clock.now - start, cpu: cpu, stall: stall.longest, stalled: stall.total))
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                while !Task.isCancelled {
                    let due = clock.now + Self.beat
                    try await clock.sleep(until: due)
                    stall.note(clock.now - due)
                }
            }
            defer { group.cancelAll() }
            try await body()
        }
    }

    private final class Stall: Sendable {
        /// Later than this is no rounding of a timer.
        private static let notable = TimeSpan.milliseconds(2)
        private let spans = Mutex((longest: TimeSpan.zero, total: TimeSpan.zero))
        var longest: TimeSpan { spans.withLock(\.longest) }
        var total: TimeSpan { spans.withLock(\.total) }

        func note(_ late: TimeSpan) {
            spans.withLock { $0 = (max($0.longest, late), late > Self.notable ? $0.total + late : $0.total) }
        }
    }
}
