package import Timeline

/// A server's wall clock as it relates to the run's clock.
package struct SimulatedServerClock: Sendable {
    /// What the server's clock shows at the start of the run.
    package var start: WallInstant
    /// How much faster than true time it runs, in parts per million.
    package var driftPPM: Int
    /// When it is set while the run goes on.
    package var settings: [ClockSetting]

    package init(start: WallInstant, driftPPM: Int = 0, settings: [ClockSetting] = []) {
        self.start = start
        self.driftPPM = driftPPM
        self.settings = settings
    }

    package func reading(at instant: RunInstant) -> WallInstant {
        let gain = instant.nanoseconds / 1_000_000 * Int64(driftPPM)
        let undisturbed = start + TimeSpan(nanoseconds: instant.nanoseconds + gain)
        return settings.reduce(undisturbed) { $1.at <= instant ? $0 + $1.by : $0 }
    }
}

/// The texts of Date that a server has at hand.
struct DateTexts: Sendable {
    private struct Worker { var text: String; var next: RunInstant }

    private let clock: SimulatedServerClock
    private let habit: DateHabit
    private var random: SeededRandom
    private var workers: [Worker] = []

    init(_ clock: SimulatedServerClock, _ habit: DateHabit, seed: UInt64) {
        self.clock = clock
        self.habit = habit
        random = SeededRandom(seed: seed, 0xda7e)
        guard case .ticking(_, let count, _) = habit else { return }
        workers = (0..<count).map { _ in
            Worker(text: "", next: .start - TimeSpan(nanoseconds: Int64(random.unit() * 1e9)))
        }
    }

    /// What a response says that is made at an instant of the run, later than the last.
    mutating func text(at instant: RunInstant, connection: Int, request: UInt64) -> String {
        let now = clock.reading(at: instant)
        switch habit {
        case .fresh: return HTTPDate.format(now)
        case .everySecond(let phase):
            let age = (now.nanoseconds - phase.nanoseconds).flooredRemainder(by: 1_000_000_000)
            return HTTPDate.format(now - TimeSpan(nanoseconds: age))
        case .ticking(let lag, _, let sharing):
            var choice = SeededRandom(seed: sharing == .byConnection ? UInt64(connection) : request, 0x30b)
            let index = Int(choice.next(below: UInt64(workers.count)))
            // It rings whether or not anybody asks.
            while workers[index].next <= instant {
                let rings = workers[index].next
                let late = TimeSpan(nanoseconds: Int64(random.unit() * Double(lag.nanoseconds)))
                workers[index] = Worker(text: HTTPDate.format(clock.reading(at: rings)), next: rings + .seconds(1) + late)
            }
            return workers[index].text
        }
    }
}
