package import Timeline

/// A bucket whose capacity and refill are told apart, filled continuously or by several tokens at once; it keeps fractions exactly.
///
/// Levels are counted in units of which one token has `window` and each nanosecond brings `refill`: so no rounding accumulates.
/// `TokenBucket` is the quicker form for replays, where both are one number and a token's time is rounded to a nanosecond.
package struct RefilledBucket: Limiter {
    private struct Level { var units: Int128; var at: WallInstant }

    private let capacity: Int
    /// So many tokens in a window.
    private let refill: Int
    private let window: TimeSpan
    /// Between two refills; zero for a continuous one.
    private let step: TimeSpan
    private let phase: TimeSpan
    private var levels = PerKey<Level>()

    package init(capacity: Int, refill: Int, per window: TimeSpan, step: TimeSpan = .zero, phase: TimeSpan = .zero) {
        self.capacity = capacity
        self.refill = refill
        self.window = window
        self.step = step
        self.phase = phase
    }

    private var token: Int128 { Int128(window.nanoseconds) }
    private var full: Int128 { token * Int128(capacity) }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let level = level(key, at: now)
        let whole = level >= 0 ? level / token : -((token - 1 - level) / token)
        return Standing(limit: capacity, remaining: Int(clamping: whole), reset: now + time(to: full, from: level, at: now),
                        wait: level >= token ? .zero : time(to: token, from: level, at: now))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        levels[key] = Level(units: level(key, at: now) - Int128(cost) * token, at: now)
    }

    private func level(_ key: String, at now: WallInstant) -> Int128 {
        guard let known = levels[key] else { return full }
        return min(full, known.units + Int128(max(0, gained(since: known.at, until: now).nanoseconds)) * Int128(refill))
    }

    /// The time for which tokens came.
    private func gained(since start: WallInstant, until end: WallInstant) -> TimeSpan {
        step == .zero ? end - start : end.floored(to: step, phase: phase) - start.floored(to: step, phase: phase)
    }

    private func time(to wanted: Int128, from level: Int128, at now: WallInstant) -> TimeSpan {
        guard wanted > level else { return .zero }
        let missing = TimeSpan(nanoseconds: Int64(clamping: (wanted - level + Int128(refill) - 1) / Int128(refill)))
        guard step > .zero else { return missing }
        let steps = (missing.nanoseconds + step.nanoseconds - 1) / step.nanoseconds
        return now.floored(to: step, phase: phase) + step * Int(steps) - now
    }
}
