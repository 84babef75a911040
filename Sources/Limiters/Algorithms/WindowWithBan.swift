package import Timeline

/// A fixed window that begins at a key's first request, and whose first rejection blocks the key for a whole window from then on.
///
/// Rejections during the block do not extend it; after it a fresh window begins with the next request.
package struct WindowWithBan: Limiter {
    private enum Phase {
        case counting(since: WallInstant, used: Int)
        case blocked(until: WallInstant)
    }

    private let quota: Int
    private let window: TimeSpan
    private var phases = PerKey<Phase>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        switch phase(key, at: now) {
        case .counting(let start, let used):
            let end = start + window
            return Standing(limit: quota, remaining: quota - used, reset: end, wait: used < quota ? .zero : end - now)
        case .blocked(let end):
            return Standing(limit: quota, remaining: 0, reset: end, wait: end - now)
        }
    }

    /// Nothing is counted during a block.
    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        guard cost > 0, case .counting(let start, let used) = phase(key, at: now) else { return }
        phases[key] = .counting(since: start, used: used + cost)
    }

    package mutating func rejected(_ key: String, at now: WallInstant) {
        guard case .counting = phase(key, at: now) else { return }
        phases[key] = .blocked(until: now + window)
    }

    private func phase(_ key: String, at now: WallInstant) -> Phase {
        switch phases[key] {
        case .counting(let start, let used)? where now - start < window: .counting(since: start, used: used)
        case .blocked(let end)? where now < end: .blocked(until: end)
        default: .counting(since: now, used: 0)
        }
    }
}
