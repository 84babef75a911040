package import Timeline

/// Weighs the last window's count by the share of it that a sliding window would still cover.
package struct SlidingCounter: Limiter {
    private struct Counts { var start: WallInstant; var current: Int; var previous: Int }

    private let quota: Int
    private let window: TimeSpan
    private var counts: [String: Counts] = [:]

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let counts = current(key, at: now)
        let elapsed = now - counts.start
        let weight = Double((window - elapsed).nanoseconds) / Double(window.nanoseconds)
        let used = Int((Double(counts.previous) * weight).rounded(.down)) + counts.current
        let end = counts.start + window
        return Standing(limit: quota, remaining: quota - used, reset: end,
                        wait: used < quota ? .zero : wait(counts, elapsed))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        var counts = current(key, at: now)
        counts.current += cost
        self.counts[key] = counts
    }

    private func current(_ key: String, at now: WallInstant) -> Counts {
        let start = now - TimeSpan(nanoseconds: now.nanoseconds.flooredRemainder(by: window.nanoseconds))
        guard let known = counts[key] else { return Counts(start: start, current: 0, previous: 0) }
        if known.start == start { return known }
        return Counts(start: start, current: 0, previous: known.start + window == start ? known.current : 0)
    }

    /// When the weighted sum has fallen by enough: in this window while the old one fades, or in the next while this one does.
    private func wait(_ counts: Counts, _ elapsed: TimeSpan) -> TimeSpan {
        let room = quota - counts.current
        let (fading, left, base) = room > 0
            ? (counts.previous, room, TimeSpan.zero - elapsed)
            : (counts.current, quota, window - elapsed)
        guard fading >= left else { return max(base, .zero) }
        let share = 1 - Double(left) / Double(fading)
        return base + TimeSpan(nanoseconds: Int64((share * Double(window.nanoseconds)).rounded(.up)) + 1)
    }
}
