package import Timeline

/// From where on the generator, not the target, is what was measured.
package struct ValidityLimits: Sendable, Equatable {
    /// Lateness at the 99th percentile of an open model's arrivals.
    package var lagP99: TimeSpan
    /// Share of arrivals that the in-flight cap held back.
    package var missedShare: Double

    package init(lagP99: TimeSpan = .milliseconds(50), missedShare: Double = 0.01) {
        self.lagP99 = lagP99
        self.missedShare = missedShare
    }
}

/// Whether the generator kept its own schedule.
package struct GeneratorHealth: Sendable {
    package var lag: Distribution
    /// CPU seconds of the whole process for each second of the run; nothing in virtual time.
    package var cpuShare: Double?
    /// How far the wall clock was moved during the run.
    package var clockStep: TimeSpan
    /// Why the run proves nothing about thresholds; empty for a valid run.
    package var reasons: [String]

    package var isValid: Bool { reasons.isEmpty }
    package var isClockStepped: Bool { clockStep > Self.largestSlew || clockStep < -Self.largestSlew }

    /// A wall clock that NTP slews moves by less than this over a run; one that is set moves by more.
    private static let largestSlew = TimeSpan.milliseconds(500)

    init(_ load: LoadTally, _ history: History, _ limits: ValidityLimits) {
        lag = load.lag
        let elapsed = history.ending.instant.sinceStart
        cpuShare = history.ending.cpuSeconds.map { elapsed > .zero ? $0 / elapsed.inSeconds : 0 }
        clockStep = (history.ending.wall - history.header.startedAt) - elapsed
        reasons = []
        let p99 = lag.quantile(0.99)
        if lag.count > 0, p99 > limits.lagP99 {
            reasons.append("requests left \(p99) late at the 99th percentile (allowed: \(limits.lagP99)); lower the rate or use a less busy machine")
        }
        if load.missed > 0, Double(load.missed) > limits.missedShare * Double(load.scheduled) {
            reasons.append("\(load.missed) of \(load.scheduled) arrivals found the in-flight cap reached (allowed: \(limits.missedShare * 100) %); "
                + "raise in_flight or lower the rate")
        }
        if load.exhausted > 0 {
            reasons.append("\(load.exhausted) requests found no local port or file descriptor left on this machine; allow more (ulimit -n), use fewer connections, "
                + "or keep them alive")
        }
        if load.early > 0 {
            reasons.append("\(load.early) requests left before they were due, which must never happen; please report it")
        }
        if isClockStepped {
            reasons.append("the wall clock of this machine was moved by \(clockStep) during the run; repeat it")
        }
    }
}
