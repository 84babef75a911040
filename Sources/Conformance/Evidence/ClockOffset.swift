package import Timeline

/// How far the server's wall clock is ahead of the run's clock, as an interval that certainly holds the truth.
///
/// A Date field is a whole second that the server's clock showed while it made the response, and servers may keep a formatted date for up to
/// a second. So for departed s, head e and Date D: `D − e ≤ offset < D + 2 s − s`. Intersected over all responses and widened by
/// drift. Source: RFC 9110, 6.6.1; the arithmetic is docs/judging.md, "Clocks".
package struct ClockOffset: Sendable, Equatable {
    /// server wall time − run time, in nanoseconds since the epoch.
    package var bounds: Bounds<TimeSpan>
    package var samples: Int

    /// One second for the digits that a Date does not show, one for a server that formats it once a second.
    private static let dateGranularity = TimeSpan.seconds(2)

    private init(bounds: Bounds<TimeSpan>, samples: Int) {
        self.bounds = bounds
        self.samples = samples
    }

    /// What the Date fields say together.
    static func read(_ observations: [Observation]) -> DateEvidence {
        var low: (offset: TimeSpan, by: Observation)?
        var high: (offset: TimeSpan, by: Observation)?
        var samples = 0
        var last = RunInstant.start
        var known: (text: String, date: WallInstant)?
        for observation in observations {
            guard let latest = observation.latest, let response = observation.attempt.response, let text = response.first("date"),
                  // A stored response shows the date of its making (RFC 9111, 4.2.3).
                  response.first("age") == nil else { continue }
            if known?.text != text {
                guard let date = HTTPDate.parse(text)?.instant else { continue }
                known = (text, date)
            }
            guard let date = known?.date else { continue }
            let atLeast = date.sinceEpoch - latest.sinceStart
            let below = date.sinceEpoch + dateGranularity - observation.earliest.sinceStart
            if low.map({ atLeast > $0.offset }) ?? true { low = (atLeast, observation) }
            if high.map({ below < $0.offset }) ?? true { high = (below, observation) }
            last = max(last, latest)
            samples += 1
        }
        guard let low, let high else { return .none }
        let drift = Contract.drift(over: last.sinceStart)
        let bounds = Bounds(low.offset - drift, high.offset + drift)
        if bounds.isContradiction { return .contradictory(low.by, high.by) }
        return .clock(ClockOffset(bounds: bounds, samples: samples))
    }

    /// The earliest that the server's clock can have shown at an instant of ours.
    func earliest(_ instant: RunInstant) -> WallInstant { WallInstant(nanoseconds: 0) + instant.sinceStart + bounds.atLeast }
    /// The latest that the server's clock can have shown at an instant of ours.
    func latest(_ instant: RunInstant) -> WallInstant { WallInstant(nanoseconds: 0) + instant.sinceStart + bounds.atMost }
}

/// What the Date fields of a history say about the server's clock.
enum DateEvidence: Sendable {
    /// No response carries a usable Date.
    case none
    /// No single clock can have shown both.
    case contradictory(Observation, Observation)
    case clock(ClockOffset)

    var clock: ClockOffset? { if case .clock(let clock) = self { clock } else { nil } }
}
