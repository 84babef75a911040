import LoadEngine
import Synchronization
import Testing
import Timeline

/// Goal: the run's clock and the wall clock are brought together as if they were read at once. Method: a clock that stands
/// still but for some readings, before which the process was stopped.
@Suite struct WallTimeTests {
    private final class Stopped: RunClock {
        private let time: Mutex<(reading: Int, instant: RunInstant)>
        private let stops: Set<Int>

        init(stops: Set<Int>) {
            self.stops = stops
            time = Mutex((0, RunInstant(nanoseconds: 5_000_000_000)))
        }

        var now: RunInstant {
            time.withLock { time in
                time.reading += 1
                if stops.contains(time.reading) { time.instant = time.instant + .milliseconds(400) }
                return time.instant
            }
        }

        /// Does not count as a reading that can be stopped.
        var wall: WallInstant { WallInstant(epochSeconds: 1_000) + time.withLock { $0.instant.sinceStart } }

        func sleep(until instant: RunInstant) async throws {}
    }

    @Test("a process that is stopped between two readings has the same wall clock", arguments: [
        [], [1], [2], [2, 3, 4], Set(1...20),
    ] as [Set<Int>])
    func stopped(stops: Set<Int>) {
        let clock = Stopped(stops: stops)
        let shown = clock.wallTime(at: RunInstant(nanoseconds: 2_000_000_000)) { clock.wall }
        #expect(shown == WallInstant(epochSeconds: 1_002))
    }
}
