package import Timeline

/// What servers, machines and networks do in the real world for which no limiter is to blame: none of it may make a
/// sound one fail.
package struct BadManners: Sendable {
    package var dates = DateHabit.fresh
    /// How far a second line of Date, which a proxy adds, is ahead of the first; nothing for one line.
    package var secondDate: TimeSpan?
    /// Moments at which somebody sets the server's clock.
    package var settings: [ClockSetting] = []
    /// How our own process is stopped again and again; nothing for a machine of its own.
    package var stops: OwnStops?
    /// When the limit is lowered while the run goes on, and by how much.
    package var lowering: LoweredLimit?

    package init() {}
}

/// How a server comes by the text of its Date field.
package enum DateHabit: Sendable {
    /// Formatted for every response.
    case fresh
    /// Formatted once a second, so long after the second began.
    case everySecond(phase: TimeSpan)
    /// Formatted by a timer that rings a second after it rang last, or up to so much later; each worker has a text of
    /// its own.
    case ticking(lag: TimeSpan, workers: Int, Sharing)

    /// Who gives the response: for each connection always the same worker, or any of them.
    package enum Sharing: Sendable { case byConnection, byRequest }
}

package struct ClockSetting: Sendable {
    package var at: RunInstant
    package var by: TimeSpan

    package init(at: RunInstant, by: TimeSpan) {
        self.at = at
        self.by = by
    }
}

package struct LoweredLimit: Sendable {
    package var at: RunInstant
    /// When it is raised again; nothing where it never is.
    package var until: RunInstant?
    package var by: Int

    package init(at: RunInstant, until: RunInstant? = nil, by: Int) {
        self.at = at
        self.until = until
        self.by = by
    }
}

/// Stops of the whole process, as a CPU quota makes them: once in each cell of time, somewhere in it.
package struct OwnStops: Sendable {
    private let cell: TimeSpan
    private let most: TimeSpan
    private let seed: UInt64

    /// A stop lasts 30 ms at least and `most` at most, which is less than the cell.
    package init(cell: TimeSpan, most: TimeSpan, seed: UInt64) {
        self.cell = cell
        self.most = most
        self.seed = seed
    }

    /// When a process can go on that has something to do at an instant.
    package func running(at instant: RunInstant) -> RunInstant {
        let number = instant.nanoseconds.flooredDivision(by: cell.nanoseconds)
        var random = SeededRandom(seed: seed, UInt64(bitPattern: number))
        let length = TimeSpan(nanoseconds: 30_000_000 + Int64(random.unit() * Double(most.nanoseconds - 30_000_000)))
        let rest = Int64(random.unit() * Double((cell - length).nanoseconds))
        let start = RunInstant(nanoseconds: number * cell.nanoseconds + rest)
        return instant >= start && instant < start + length ? start + length : instant
    }
}
