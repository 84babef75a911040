import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let windows = [
        Defect("window-short", "windows last four fifths of what is promised", namedBy: "WIN-01") { $0.window = { $0 * 4 / 5 } },
        Defect("window-long", "windows last six fifths of what is promised", namedBy: "HDR-09") { $0.window = { $0 * 6 / 5 } },
        Defect("reset-moves", "reset is one window after each request", namedBy: "WIN-02") {
            $0.advice = { standing, facts in standing.reset = facts.now + facts.settings.window }
        },
        Defect("window-half-filled", "after the first window, only half the quota comes back", namedBy: "WIN-04") {
            $0.limiter = { limiter, window in LaterWindowsHalved(limiter, window: window) }
        },
        Defect("refill-early", "quota comes back in the middle of the window, with reset left as it was", namedBy: "WIN-05") {
            $0.window = { $0 / 2 }
            $0.advice = { standing, facts in standing.reset = nextBoundary(facts.now, facts.settings.window) }
        },
        Defect("never-recovers", "a key that was limited stays limited", namedBy: "WIN-04") {
            $0.limiter = { limiter, _ in NeverRecovering(limiter) }
        },
    ]

    private static func nextBoundary(_ now: WallInstant, _ window: TimeSpan) -> WallInstant {
        now - TimeSpan(nanoseconds: now.nanoseconds.flooredRemainder(by: window.nanoseconds)) + window
    }
}

/// Charges half the quota in advance whenever a key comes back after a window.
private struct LaterWindowsHalved: Limiter {
    private var inner: any Limiter
    private let window: TimeSpan
    private var reset: [String: WallInstant] = [:]

    init(_ inner: any Limiter, window: TimeSpan) {
        self.inner = inner
        self.window = window
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if isLater(key, standing) {
            standing.remaining -= standing.limit / 2
            if standing.remaining <= 0 { standing.wait = standing.reset - now }
        }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        if reset[key] == nil { reset[key] = inner.standing(of: key, at: now).reset }
    }

    private func isLater(_ key: String, _ standing: Standing) -> Bool { reset[key].map { standing.reset > $0 } ?? false }
}

/// Forgets to clear what is used up.
private struct NeverRecovering: Limiter {
    private var inner: any Limiter
    private var exhausted: Set<String> = []

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if exhausted.contains(key) {
            standing.remaining = 0
            standing.wait = standing.reset - now
        }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        if inner.standing(of: key, at: now).remaining <= 0 { exhausted.insert(key) }
    }
}
