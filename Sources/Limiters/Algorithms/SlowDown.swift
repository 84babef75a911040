package import Timeline

/// The quota of each window at once, and what comes beyond it held back for a window ÷ quota; nothing is ever refused.
///
/// Source: express-slow-down, `delayAfter` and a fixed `delayMs` (source/slow-down.ts).
package struct SlowDown: Limiter {
    private let quota: Int
    private let window: TimeSpan
    private var counts = PerKey<(start: WallInstant, used: Int)>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    private func count(of key: String, at now: WallInstant) -> (start: WallInstant, used: Int) {
        counts[key].flatMap { $0.start + window > now ? $0 : nil } ?? (now, 0)
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let count = count(of: key, at: now)
        return Standing(limit: quota, remaining: max(1, quota - count.used), reset: count.start + window, wait: .zero)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        let count = count(of: key, at: now)
        counts[key] = (count.start, count.used + cost)
    }

    package func delay(of key: String, at now: WallInstant) -> TimeSpan {
        count(of: key, at: now).used > quota ? window.part(of: quota) : .zero
    }
}
