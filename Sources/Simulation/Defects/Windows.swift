import LeadsAPI
import Limiters
import Timeline

extension Defect {
    static let windows: [Defect] = [
        Defect("window-short", "windows last four fifths of what is promised", namedBy: "WIN-01") { $0.window = { $0 * 4 / 5 } },
        Defect("window-long", "windows last six fifths of what is promised", namedBy: "WIN-01") { $0.window = { $0 * 6 / 5 } },
        Defect("reset-moves", "reset is one window after each request", namedBy: "WIN-02") {
            $0.alsoAdvising { standing, facts in standing.reset = facts.now + facts.settings.window }
        },
        Defect("reset-flaps", "reset is a second later on every other response", namedBy: "WIN-02") {
            $0.alsoAdvising { standing, facts in if facts.arrival % 2 == 0 { standing.reset = standing.reset + .seconds(1) } }
        },
        Defect("reset-goes-back", "the request that opens a window shows a reset five sixths of a window after the last one", namedBy: "WIN-03") {
            $0.alsoAdvising { standing, facts in
                let window = facts.settings.window
                // Late in a window it would lie in the past, which is another fault.
                guard facts.standing.remaining == facts.settings.quota - 1, standing.reset - facts.now > window / 2 else { return }
                standing.reset = standing.reset - window / 6
            }
        },
        Defect("window-half-filled", "after the first window, only half the quota comes back", namedBy: "WIN-04") {
            $0.alsoLimiting { limiter, _ in LaterWindowsHalved(limiter) }
        },
        Defect("refill-early", "quota comes back in the middle of the window, with reset left as it was", namedBy: "WIN-05") {
            $0.window = { $0 / 2 }
            $0.alsoAdvising { standing, facts in standing.reset = nextBoundary(facts.now, facts.settings.window) }
        },
    ]

    private static func nextBoundary(_ now: WallInstant, _ window: TimeSpan) -> WallInstant {
        now - TimeSpan(nanoseconds: now.nanoseconds.flooredRemainder(by: window.nanoseconds)) + window
    }
}

/// Charges half the quota in advance whenever a key comes back after a window.
private struct LaterWindowsHalved: WrappingLimiter {
    var inner: any Limiter
    private var reset: [String: WallInstant] = [:]

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if isLater(key, standing) {
            standing.lower(by: standing.limit / 2, at: now)
        }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        if reset[key] == nil { reset[key] = inner.standing(of: key, at: now).reset }
    }

    private func isLater(_ key: String, _ standing: Standing) -> Bool { reset[key].map { standing.reset > $0 } ?? false }
}
