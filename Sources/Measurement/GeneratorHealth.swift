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

    init(_ history: History, _ limits: ValidityLimits) {
        let loads = Set(history.header.phases.indices.filter { history.header.phases[$0].kind == .load && history.header.phases[$0].recorded })
        let arrivals = history.attempts.lazy.filter { loads.contains($0.phase) }
        lag = Distribution(arrivals.compactMap(\.lag))
        let elapsed = history.ending.instant.sinceStart
        cpuShare = history.ending.cpuSeconds.map { elapsed > .zero ? $0 / elapsed.inSeconds : 0 }
        clockStep = (history.ending.wall - history.header.startedAt) - elapsed
        reasons = []
        let p99 = lag.quantile(0.99)
        if lag.count > 0, p99 > limits.lagP99 {
            reasons.append("requests left \(p99) late at the 99th percentile (allowed: \(limits.lagP99)); lower the rate or use a less busy machine")
        }
        let missed = arrivals.filter { $0.outcome == .notSent(.missed) }.count
        let due = missed > 0 ? arrivals.count : 0
        if missed > 0, Double(missed) > limits.missedShare * Double(due) {
            reasons.append("\(missed) of \(due) arrivals found the in-flight cap reached (allowed: \(limits.missedShare * 100) %); "
                + "raise in_flight or lower the rate")
        }
        if isClockStepped {
            reasons.append("the wall clock of this machine was moved by \(clockStep) during the run; repeat it")
        }
    }
}
