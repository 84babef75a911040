package import Timeline

/// From where on the generator, not the target, is what was measured.
package struct ValidityLimits: Sendable, Equatable {
    /// Lateness at the 99th percentile of an open model's arrivals.
    package var lagP99: TimeSpan
    /// Share of arrivals that the in-flight cap held back.
    package var missedShare: Double
    /// What of a core the thread may use that sends a load phase: one that never rests measures itself.
    package var cpuShare: Double
    /// How long that thread may stand still.
    package var stall: TimeSpan

    package init(
        lagP99: TimeSpan = .milliseconds(50), missedShare: Double = 0.01, cpuShare: Double = 0.95, stall: TimeSpan = .milliseconds(500)
    ) {
        self.lagP99 = lagP99
        self.missedShare = missedShare
        self.cpuShare = cpuShare
        self.stall = stall
    }
}

/// Whether the generator kept its own schedule.
package struct GeneratorHealth: Sendable {
    package var lag: Distribution
    /// CPU seconds of the whole process for each second of the run; nothing in virtual time.
    package var cpuShare: Double?
    /// The busiest of the recorded load phases: CPU time of the sending thread, of one core.
    package var loopShare: Double?
    /// How many threads sent them.
    package var loops: Int?
    /// The longest that the sending thread stood still in them.
    package var longestStall: TimeSpan?
    /// The largest share of a recorded load phase in which a sending thread stood still.
    package var stalledShare: Double?
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
        (loops, loopShare, longestStall, reasons) = (nil, nil, nil, [])
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
        reasons += watch(history, limits)
        if isClockStepped {
            reasons.append("the wall clock of this machine was moved by \(clockStep) during the run; repeat it")
        }
    }

    /// Takes what the loop of recorded load phases was like, and says what was wrong with it.
    private mutating func watch(_ history: History, _ limits: ValidityLimits) -> [String] {
        let phases = history.header.phases
        let loops = (history.ending.loops ?? []).filter { phases.indices.contains($0.phase) && phases[$0.phase].kind == .load && phases[$0.phase].recorded }
        self.loops = Dictionary(grouping: loops, by: \.phase).values.map(\.count).max()
        loopShare = loops.compactMap(\.cpuShare).max()
        longestStall = loops.map(\.stall).max()
        stalledShare = loops.compactMap(\.stalledShare).max()
        var reasons: [String] = []
        if let busiest = loops.max(by: { ($0.cpuShare ?? 0) < ($1.cpuShare ?? 0) }), let share = busiest.cpuShare, share > limits.cpuShare {
            reasons.append("the sending thread was busy for \(Self.percent(share)) of \(phases[busiest.phase].name) (allowed: \(Self.percent(limits.cpuShare))): "
                + "its own speed is what was measured; use fewer workers or a lower rate, or raise validity.cpu where that is what you want to know")
        }
        if let worst = loops.max(by: { $0.stall < $1.stall }), worst.stall > limits.stall {
            reasons.append("the sending thread stood still for \(worst.stall) in \(phases[worst.phase].name) (allowed: \(limits.stall)); use a less busy machine")
        }
        return reasons
    }

    private static func percent(_ share: Double) -> String { "\(Int(min(share * 100, 1e9).rounded())) %" }
}
