package import Timeline

/// Weighs the last window's count by the share of it that a sliding window would still cover.
package struct SlidingCounter: Limiter {
    /// Where windows begin.
    package enum Anchoring: Sendable {
        /// At multiples of the window since the Unix epoch.
        case epoch
        /// At a key's first event, and then one after the other until one passes without an event.
        ///
        /// Source: HAProxy, `update_freq_ctr_period` in include/haproxy/freq_ctr.h.
        case firstRequest
    }

    private struct Counts { var start: WallInstant; var current: Int; var previous: Int }

    private let quota: Int
    private let window: TimeSpan
    private let anchoring: Anchoring
    private let countsRejected: Bool
    private let roundsUp: Bool
    private var counts = PerKey<Counts>()

    /// `countsRejected`: a request that is turned away counts too, as in HAProxy's `http_req_rate`, so that a client that keeps on trying
    /// above the rate is never admitted again. `roundsUp`: the last window's share is rounded up, so that a request needs a whole place.
    package init(quota: Int, window: TimeSpan, anchoring: Anchoring = .epoch, countsRejected: Bool = false, roundsUp: Bool = false) {
        self.quota = quota
        self.window = window
        self.anchoring = anchoring
        self.countsRejected = countsRejected
        self.roundsUp = roundsUp
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let counts = current(key, at: now)
        let elapsed = now - counts.start
        let share = Int128(counts.previous) * Int128((window - elapsed).nanoseconds) + (roundsUp ? Int128(window.nanoseconds) - 1 : 0)
        let faded = share / Int128(window.nanoseconds)
        let used = Int(faded) + counts.current
        return Standing(limit: quota, remaining: quota - used, reset: counts.start + window,
                        wait: used < quota ? .zero : wait(counts, elapsed))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        // What costs nothing is no event, and begins no window.
        guard cost > 0 else { return }
        var counts = current(key, at: now)
        counts.current += cost
        self.counts[key] = counts
    }

    package mutating func rejected(_ key: String, at now: WallInstant) {
        if countsRejected { charge(1, to: key, at: now) }
    }

    private func current(_ key: String, at now: WallInstant) -> Counts {
        let known = counts[key]
        let start = switch anchoring {
        case .epoch: now.floored(to: window)
        case .firstRequest: known.map { follow($0.start, at: now) } ?? now
        }
        guard let known else { return Counts(start: start, current: 0, previous: 0) }
        if known.start == start { return known }
        return Counts(start: start, current: 0, previous: known.start + window == start ? known.current : 0)
    }

    /// Where the window now is that a row of them has reached which was last seen at `start`.
    private func follow(_ start: WallInstant, at now: WallInstant) -> WallInstant {
        let elapsed = now - start
        return elapsed < window ? start : elapsed < window * 2 ? start + window : now
    }

    /// When the weighted sum has fallen by enough: in this window while the old one fades, or in the next while this one does.
    private func wait(_ counts: Counts, _ elapsed: TimeSpan) -> TimeSpan {
        let room = quota - counts.current
        let (fading, left, base) = room > 0
            ? (counts.previous, room, TimeSpan.zero - elapsed)
            : (counts.current, quota, window - elapsed)
        guard fading >= left, fading > 0 else { return max(base, .zero) }
        // Only whole requests count, so one is gone in the nanosecond after the sum has fallen to `left`; rounded up, when it has fallen by one more.
        let gone = fading - left + (roundsUp ? 1 : 0)
        let whole = Int128(window.nanoseconds) * Int128(gone) / Int128(fading)
        return base + TimeSpan(nanoseconds: Int64(whole) + 1)
    }
}
