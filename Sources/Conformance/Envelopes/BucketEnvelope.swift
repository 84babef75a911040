import Limiters
import Timeline

extension Envelope {
    /// A bucket of B tokens with r a second admits at most B + r·S in any span S, and holds at least 1 where, for every s before it,
    /// B + r·(t − s) exceeds what can have been used since s.
    ///
    /// Where n tokens come at once, nobody knows when within a step the first of them comes. So it may have given n more than a continuous one,
    /// and may owe n; but after a silence of a whole filling and a step it is full in any case.
    static func bucket(_ limit: Limit) -> Envelope {
        let atOnce = limit.tokensAtOnce ?? 0
        let exact = RefilledBucket(capacity: limit.quota, refill: limit.quota, per: limit.window)
        let stingy: any Limiter = atOnce == 0 ? exact
            : OwingBucket(inner: exact, owed: atOnce, full: limit.window + limit.step)
        return Envelope(limit, atOnce: limit.quota + atOnce, stingy: stingy)
    }
}

/// A bucket that may owe its last refill.
private struct OwingBucket: Limiter {
    private var inner: RefilledBucket
    private let owed: Int
    /// After so long without a request it owes nothing.
    private let full: TimeSpan
    private var last: WallInstant?
    private var usedSinceFull = 0

    init(inner: RefilledBucket, owed: Int, full: TimeSpan) {
        self.inner = inner
        self.owed = owed
        self.full = full
    }

    private func isFull(at now: WallInstant) -> Bool { last.map { now - $0 >= full } ?? true }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if !isFull(at: now) { standing.remaining = max(standing.remaining - owed, standing.limit - usedSinceFull) }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        usedSinceFull = (isFull(at: now) ? 0 : usedSinceFull) + cost
        last = now
        inner.charge(cost, to: key, at: now)
    }
}
