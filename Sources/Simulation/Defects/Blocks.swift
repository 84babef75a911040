import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// Keys that wait for their window to end, and wait too long.
    static let blocks: [Defect] = [
        Defect("steady-load-freezes", "a count is not cleared at the end of a window in which the key is still in use", namedBy: "WIN-08") {
            $0.alsoLimiting { limiter, window in ClearedAtRest(limiter, window: window) }
        },
        Defect("rejections-extend", "each rejected request blocks its key for another window, with reset left as it was", namedBy: "WIN-09") {
            $0.alsoLimiting { limiter, window in ExtendedByRejections(limiter, window: window) }
        },
        Defect("never-recovers", "a key that was limited stays limited", namedBy: "WIN-10") {
            $0.alsoLimiting { limiter, _ in NeverRecovering(limiter) }
        },
    ]
}

/// Clears a key's count at the end of a window only if the key was not admitted in its last twelfth.
private struct ClearedAtRest: WrappingLimiter {
    private struct Count { var used: Int; var carried: Int; var last: WallInstant; var reset: WallInstant }

    var inner: any Limiter
    private let window: TimeSpan
    private var counts: [String: Count] = [:]

    init(_ inner: any Limiter, window: TimeSpan) {
        self.inner = inner
        self.window = window
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        standing.lower(by: carried(key, standing), at: now)
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        let standing = inner.standing(of: key, at: now)
        inner.charge(cost, to: key, at: now)
        guard cost > 0 else { return }
        let carried = carried(key, standing)
        counts[key] = Count(used: standing.limit - standing.remaining + cost, carried: carried, last: now, reset: standing.reset)
    }

    /// How much of the window before still counts in this one.
    private func carried(_ key: String, _ standing: Standing) -> Int {
        guard let count = counts[key] else { return 0 }
        if count.reset == standing.reset { return count.carried }
        let isNext = standing.reset - count.reset == window
        return isNext && count.reset - count.last < window / 12 ? count.used + count.carried : 0
    }
}

/// Blocks for a whole window after each rejection.
private struct ExtendedByRejections: WrappingLimiter {
    var inner: any Limiter
    private let window: TimeSpan
    private var blocked: [String: WallInstant] = [:]

    init(_ inner: any Limiter, window: TimeSpan) {
        self.inner = inner
        self.window = window
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if let end = blocked[key], now < end { standing.block(at: now) }
        return standing
    }

    mutating func rejected(_ key: String, at now: WallInstant) {
        inner.rejected(key, at: now)
        blocked[key] = now + window
    }
}

/// Forgets to clear what is used up.
private struct NeverRecovering: WrappingLimiter {
    var inner: any Limiter
    private var exhausted: Set<String> = []

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if exhausted.contains(key) { standing.block(at: now) }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        if inner.standing(of: key, at: now).remaining <= 0 { exhausted.insert(key) }
    }
}
