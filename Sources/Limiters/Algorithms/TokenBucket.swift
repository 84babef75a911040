package import Timeline

/// Starts full and refills continuously: a quota at once, then one request each window ÷ quota.
package struct TokenBucket: Limiter {
    /// Tokens are counted in nanoseconds of refill, so that no fraction is ever lost.
    private struct Level { var nanoseconds: Int64; var at: WallInstant }

    private let quota: Int
    private let perToken: Int64
    private var levels = PerKey<Level>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.perToken = window.nanoseconds / Int64(quota)
    }

    private var full: Int64 { perToken * Int64(quota) }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let level = level(key, at: now)
        return Standing(limit: quota, remaining: Int(level.flooredDivision(by: perToken)),
                        reset: now + TimeSpan(nanoseconds: full - level),
                        wait: TimeSpan(nanoseconds: max(0, perToken - level)))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        levels[key] = Level(nanoseconds: level(key, at: now) - Int64(cost) * perToken, at: now)
    }

    private func level(_ key: String, at now: WallInstant) -> Int64 {
        guard let known = levels[key] else { return full }
        return min(full, known.nanoseconds + (now - known.at).nanoseconds)
    }
}
