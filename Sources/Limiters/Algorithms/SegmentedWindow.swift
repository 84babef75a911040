package import Timeline

/// A sliding window that moves on in steps: what was used in one segment comes back all at once, one window after the segment began.
///
/// Source: .NET, System.Threading.RateLimiting.SlidingWindowRateLimiter. Its segments follow a timer of the process; here they are cut at
/// multiples since the Unix epoch. A slot taken late in a segment comes back early: only stretches shorter by a segment than the window
/// are sure to hold no more than the quota.
package struct SegmentedWindow: Limiter {
    private struct Segment { var start: WallInstant; var used: Int }

    private let quota: Int
    private let segment: TimeSpan
    private let segments: Int
    /// Of the window, the used ones, oldest first.
    private var log = PerKey<[Segment]>()

    package init(quota: Int, window: TimeSpan, segments: Int) {
        self.quota = quota
        self.segment = window.part(of: segments)
        self.segments = segments
    }

    /// A whole number of segments, so that permits come back on the grid.
    private var window: TimeSpan { segment * segments }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let live = live(key, at: now)
        let free = quota - live.reduce(0) { $0 + $1.used }
        let oldest = live.first?.start ?? now.floored(to: segment)
        return Standing(limit: quota, remaining: free, reset: oldest + window,
                        wait: free > 0 ? .zero : nextFree(live, free) - now)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        guard cost > 0 else { return }
        var live = live(key, at: now)
        let start = now.floored(to: segment)
        if let last = live.last, last.start == start {
            live[live.count - 1].used += cost
        } else {
            live.append(Segment(start: start, used: cost))
        }
        log[key] = live
    }

    private func live(_ key: String, at now: WallInstant) -> [Segment] {
        guard let known = log[key] else { return [] }
        return Array(known.drop { now - $0.start >= window })
    }

    /// When so many segments have come back that something is free; never where the quota is nothing.
    private func nextFree(_ live: [Segment], _ free: Int) -> WallInstant {
        var free = free
        for segment in live {
            free += segment.used
            if free > 0 { return segment.start + window }
        }
        return WallInstant(nanoseconds: .max)
    }
}
