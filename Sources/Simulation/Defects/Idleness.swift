import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// What happens to a key that was silent for two windows or more.
    static let idleness: [Defect] = [
        Defect("accumulates", "quota that was not used in two windows of silence is added to the next one", namedBy: "WIN-07") {
            $0.alsoLimiting { limiter, window in AfterSilence(limiter, window: window, change: limiter.quota) }
            // The extra quota is given, but not spoken of.
            $0.alsoAdvising { standing, facts in
                let extra = standing.limit - facts.settings.quota
                standing.limit -= extra
                standing.remaining = max(0, standing.remaining - extra)
            }
        },
        Defect("idle-overflow", "after two windows of silence a key is limited for a window", namedBy: "WIN-07") {
            $0.alsoLimiting { limiter, window in AfterSilence(limiter, window: window, change: -limiter.quota) }
            $0.alsoAdvising { standing, facts in standing.limit = facts.settings.quota }
        },
    ]
}

/// Changes the quota of the one window that follows two unused ones or more.
private struct AfterSilence: WrappingLimiter {
    /// The last window in which a key asked, and whether it had been silent before.
    private struct Visit { var reset: WallInstant; var wasSilent: Bool }

    var inner: any Limiter
    private let window: TimeSpan
    private let change: Int
    private var visits: [String: Visit] = [:]

    init(_ inner: any Limiter, window: TimeSpan, change: Int) {
        self.inner = inner
        self.window = window
        self.change = change
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        guard visit(key, standing).wasSilent else { return standing }
        standing.limit += change
        standing.remaining += change
        standing.wait = standing.remaining > 0 ? .zero : standing.reset - now
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        visits[key] = visit(key, inner.standing(of: key, at: now))
        inner.charge(cost, to: key, at: now)
    }

    private func visit(_ key: String, _ standing: Standing) -> Visit {
        guard let last = visits[key] else { return Visit(reset: standing.reset, wasSilent: false) }
        if last.reset == standing.reset { return last }
        return Visit(reset: standing.reset, wasSilent: standing.reset - last.reset > window * 2)
    }
}
