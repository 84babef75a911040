import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// Faults that only requests of one key bring to light that are under way together.
    static let concurrency: [Defect] = [
        Defect("check-then-increment", "counts only when the work is done: more than the quota gets in at once", namedBy: "CNT-02") {
            $0.chargesLate = true
        },
        Defect("lost-update", "two requests that arrive while another one is under way use one slot together", namedBy: "CNT-02") {
            $0.alsoLimiting { limiter, _ in Repricing(limiter) { $0.others > 0 && $0.turn % 2 == 0 ? 0 : 1 } }
        },
        Defect("first-increment-lost", "of two requests that open a window together, one is not counted", namedBy: "CNT-02") {
            $0.alsoLimiting { limiter, _ in Repricing(limiter) { $0.others > 0 && $0.turn == 2 ? 0 : 1 } }
        },
        Defect("double-charge-under-concurrency", "a request that finds more than four others under way is charged twice", namedBy: "CNT-02") {
            $0.alsoLimiting { limiter, _ in Repricing(limiter) { $0.others > 4 ? 2 : 1 } }
        },
        Defect("remaining-stale", "remaining is read again after the work: concurrent responses show the same value", namedBy: "CNT-05") {
            $0.advisesLate = true
        },
        Defect("remaining-out-of-order", "under concurrency one request of a window shows the last number but one early", namedBy: "CNT-06") {
            $0.alsoLimiting { limiter, _ in LastFirst(limiter) }
        },
    ]
}

/// Gives the last number but one of a window to the first request that finds another one under way; all others then show one more.
///
/// So all numbers differ, and none is larger than what certainly was used allows.
private struct LastFirst: WrappingLimiter {
    private struct Early { var at: WallInstant; var reset: WallInstant }

    var inner: any Limiter
    private var underWay: [String: Int] = [:]
    private var early: [String: Early] = [:]

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        guard let early = early[key], early.reset == standing.reset, standing.remaining > 0 else { return standing }
        standing.remaining = early.at == now ? 1 : standing.remaining + 1
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        guard cost > 0 else { return }
        underWay[key, default: 0] += 1
        let standing = inner.standing(of: key, at: now)
        guard underWay[key, default: 0] > 1, early[key]?.reset != standing.reset, standing.remaining > 1 else { return }
        early[key] = Early(at: now, reset: standing.reset)
    }

    mutating func release(_ key: String, at now: WallInstant) {
        underWay[key, default: 1] -= 1
        inner.release(key, at: now)
    }
}
