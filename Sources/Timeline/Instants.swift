/// A point on the run's one monotonic clock, counted from the start of the run.
package struct RunInstant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static let start = RunInstant(nanoseconds: 0)
    /// The first instant that is a whole number of steps after the start, and no earlier.
    package func roundedUp(to step: TimeSpan) -> RunInstant {
        RunInstant(nanoseconds: (nanoseconds + step.nanoseconds - 1) / step.nanoseconds * step.nanoseconds)
    }

    package static let distantPast = RunInstant(nanoseconds: .min)
    package static let distantFuture = RunInstant(nanoseconds: .max)
    package var sinceStart: TimeSpan { TimeSpan(nanoseconds: nanoseconds) }

    // All four, because the ones that come with `Comparable` go through its witnesses, and the judge compares hundreds of millions of times.
    package static func < (a: RunInstant, b: RunInstant) -> Bool { a.nanoseconds < b.nanoseconds }
    package static func > (a: RunInstant, b: RunInstant) -> Bool { a.nanoseconds > b.nanoseconds }
    package static func <= (a: RunInstant, b: RunInstant) -> Bool { a.nanoseconds <= b.nanoseconds }
    package static func >= (a: RunInstant, b: RunInstant) -> Bool { a.nanoseconds >= b.nanoseconds }
    package static func + (a: RunInstant, b: TimeSpan) -> RunInstant { RunInstant(nanoseconds: a.nanoseconds.saturatingPlus(b.nanoseconds)) }
    package static func - (a: RunInstant, b: TimeSpan) -> RunInstant { RunInstant(nanoseconds: a.nanoseconds.saturatingMinus(b.nanoseconds)) }
    package static func - (a: RunInstant, b: RunInstant) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds.saturatingMinus(b.nanoseconds)) }
}

/// A point on a wall clock (ours or a server's), counted from the Unix epoch.
package struct WallInstant: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Dates beyond the years 1716 to 2223 are clamped to them: servers send year 9999 for "never", and no arithmetic may trap on it.
    package init(epochSeconds: Int) { self.nanoseconds = Int64(min(max(epochSeconds, -8_000_000_000), 8_000_000_000)) * 1_000_000_000 }


    package var sinceEpoch: TimeSpan { TimeSpan(nanoseconds: nanoseconds) }

    package static func < (a: WallInstant, b: WallInstant) -> Bool { a.nanoseconds < b.nanoseconds }
    package static func + (a: WallInstant, b: TimeSpan) -> WallInstant { WallInstant(nanoseconds: a.nanoseconds.saturatingPlus(b.nanoseconds)) }
    package static func - (a: WallInstant, b: TimeSpan) -> WallInstant { WallInstant(nanoseconds: a.nanoseconds.saturatingMinus(b.nanoseconds)) }
    package static func - (a: WallInstant, b: WallInstant) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds.saturatingMinus(b.nanoseconds)) }
}
