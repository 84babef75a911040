package import Timeline

/// Remembers every admission for one window: each slot comes back exactly one window after it was taken.
package struct SlidingLog: Limiter {
    private let quota: Int
    private let window: TimeSpan
    private var admissions = PerKey<[WallInstant]>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let live = live(key, at: now)
        let oldest = live.first ?? now
        let free = quota - live.count
        return Standing(limit: quota, remaining: free, reset: oldest + window,
                        wait: free > 0 ? .zero : live[live.count - quota] + window - now)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        admissions[key] = live(key, at: now) + Array(repeating: now, count: cost)
    }

    private func live(_ key: String, at now: WallInstant) -> [WallInstant] {
        guard let log = admissions[key] else { return [] }
        return Array(log.drop { now - $0 >= window })
    }
}
