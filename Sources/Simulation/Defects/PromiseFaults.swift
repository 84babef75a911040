import LeadsAPI
package import Limiters
import Timeline

/// A fault of a limiter of any kind: another limit than the one that is promised, a wrapper around it, or a fault of the service.
package struct PromiseFault: Sendable {
    package var name: String
    package var summary: String
    /// The checks one of which should name it first.
    package var namedBy: [String]
    /// What is enforced in the place of what is promised.
    package var enforced: @Sendable (Limit) -> Limit
    package var wrap: @Sendable (any Limiter, Limit) -> any Limiter
    package var defects: [Defect]

    init(
        _ name: String, _ summary: String, namedBy: [String], defects: [String] = [],
        enforced: @escaping @Sendable (Limit) -> Limit = { $0 }, wrap: @escaping @Sendable (any Limiter, Limit) -> any Limiter = { limiter, _ in limiter }
    ) {
        self.name = name
        self.summary = summary
        self.namedBy = namedBy
        self.enforced = enforced
        self.wrap = wrap
        self.defects = defects.map { name in Defect.named(name) ?? { preconditionFailure("no defect is called \(name)") }() }
    }

    private static let tooMany = ["LIM-01", "LIM-02", "LIM-04", "LIM-05"]
    private static let tooFew = ["LIM-03", "LIM-04", "LIM-05"]
    private static let states: @Sendable (any Limiter, Limit) -> any Limiter = { StatesPromise($0, $1) }

    package static let catalog: [PromiseFault] = [
        PromiseFault("one-more", "one request more at once than promised", namedBy: tooMany, enforced: { changed($0) { $0.quota += 1 } }, wrap: states),
        PromiseFault("twice-as-many", "twice as many at once as promised", namedBy: tooMany, enforced: { changed($0) { $0.quota *= 2 } }, wrap: states),
        PromiseFault("one-fewer", "one request fewer at once than promised", namedBy: tooFew, enforced: { changed($0) { $0.quota -= 1 } }, wrap: states),
        PromiseFault("half-as-many", "half as many at once as promised", namedBy: tooFew, enforced: { changed($0) { $0.quota /= 2 } }, wrap: states),
        PromiseFault("returns-early", "all is back after two thirds of the time", namedBy: tooMany, enforced: { changed($0) { $0.window = $0.window * 2 / 3 } }, wrap: states),
        PromiseFault("returns-late", "all is back after one and a half times the time", namedBy: tooFew,
                     enforced: { changed($0) { $0.window = $0.window * 3 / 2 } }, wrap: states),
        PromiseFault("race", "the count is read and written in two steps", namedBy: tooMany, defects: ["check-then-increment"]),
        PromiseFault("counts-twice", "each request is charged twice", namedBy: tooFew, defects: ["costs-two"]),
        PromiseFault("one-in-ten-free", "one request in ten is not charged", namedBy: tooMany, defects: ["one-in-ten-free"]),
        PromiseFault("refuses-at-random", "one request in nine is refused although there is room", namedBy: tooFew, defects: ["limited-early"]),
        PromiseFault("leaks", "one in seven of a used-up key is admitted", namedBy: tooMany, defects: ["leaks-while-limited"]),
        PromiseFault("silence-doubles", "after a silence twice as much is there", namedBy: tooMany + ["HDR-08"], wrap: { SilenceDoubles($0, $1) }),
        PromiseFault("silence-loses", "after a silence of half a window and more the key starts empty", namedBy: tooFew, wrap: { SilenceLoses($0, $1) }),
        PromiseFault("refusals-charged", "refused requests are charged", namedBy: tooFew + ["ALG-01"], wrap: { limiter, _ in RefusalsCharged(limiter) }),
        PromiseFault("forgets", "every fifth use up to the limit is forgotten at once", namedBy: tooMany, wrap: { ForgetsAtLimit($0, $1) }),
        PromiseFault("blocks-longer", "a used-up key is refused for a whole window more", namedBy: tooFew + ["ALG-01"], wrap: { BlocksLonger($0, $1) }),
        PromiseFault("wait-too-short", "Retry-After is half of what it should be", namedBy: ["LIM-06", "RTA-01", "RTA-02"], defects: ["retry-after-short"]),
        PromiseFault("wait-in-milliseconds", "Retry-After counts milliseconds", namedBy: ["LIM-07"], defects: ["retry-after-in-milliseconds"]),
        PromiseFault("wait-missing", "a refusal says nothing about when to retry", namedBy: ["RTA-01"], defects: ["retry-after-absent"]),
        PromiseFault("remaining-before", "remaining counts before the request", namedBy: ["LIM-08", "HDR-08"], defects: ["remaining-before"]),
        PromiseFault("remaining-frozen", "remaining never moves", namedBy: ["LIM-08"], defects: ["remaining-frozen"]),
        PromiseFault("limit-wrong", "limit states another number", namedBy: ["HDR-07"], defects: ["limit-misstated"]),
        PromiseFault("reset-in-milliseconds", "reset counts milliseconds", namedBy: ["HDR-09", "HDR-06"], defects: ["reset-in-milliseconds"]),
        PromiseFault("one-for-all-keys", "all keys draw on one count", namedBy: ["KEY-01"], defects: ["one-bucket-for-all"]),
        PromiseFault("by-connection", "each connection has a count of its own", namedBy: ["KEY-02", "DST-01"] + tooMany, defects: ["bucket-per-connection"]),
        PromiseFault("by-forwarded-address", "X-Forwarded-For opens another count", namedBy: ["KEY-04"], defects: ["trusts-x-forwarded-for"]),
    ]

    private static func changed(_ limit: Limit, _ change: (inout Limit) -> Void) -> Limit {
        var limit = limit
        // A bucket keeps its rate when its size changes.
        let (quota, window) = (limit.quota, limit.window)
        change(&limit)
        if limit.kind == .tokenBucket || limit.kind == .leakyQueue, limit.quota != quota { limit.window = window * limit.quota / quota }
        return limit
    }
}

/// Says that it enforces what is promised.
private struct StatesPromise: WrappingLimiter {
    var inner: any Limiter
    private let promised: Int

    init(_ inner: any Limiter, _ limit: Limit) { (self.inner, promised) = (inner, limit.quota) }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        standing.limit = promised
        return standing
    }
}

/// Remembers how long a key was silent.
private struct SilenceDoubles: WrappingLimiter {
    var inner: any Limiter
    private let limit: Limit
    private var last: [String: WallInstant] = [:]
    private var free: [String: Int] = [:]

    init(_ inner: any Limiter, _ limit: Limit) { (self.inner, self.limit) = (inner, limit) }

    private func extra(_ key: String, at now: WallInstant) -> Int {
        last[key].map { now - $0 >= limit.memory } ?? false ? limit.quota : free[key] ?? 0
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        standing.remaining += extra(key, at: now)
        if standing.remaining > 0 { standing.wait = .zero }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        guard cost > 0 else { return inner.charge(cost, to: key, at: now) }
        let extra = extra(key, at: now)
        last[key] = now
        free[key] = max(0, extra - cost)
        if extra < cost { inner.charge(cost, to: key, at: now) }
    }
}

private struct SilenceLoses: WrappingLimiter {
    var inner: any Limiter
    private let limit: Limit
    private var last: [String: WallInstant] = [:]

    init(_ inner: any Limiter, _ limit: Limit) { (self.inner, self.limit) = (inner, limit) }

    private func hasLost(_ key: String, at now: WallInstant) -> Bool {
        last[key].map { now - $0 >= limit.window / 2 && now - $0 < limit.window * 2 } ?? false
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if hasLost(key, at: now) { standing.remaining = min(standing.remaining, 1) }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        guard cost > 0 else { return inner.charge(cost, to: key, at: now) }
        let all = hasLost(key, at: now) ? inner.standing(of: key, at: now).remaining : 0
        last[key] = now
        inner.charge(max(cost, all), to: key, at: now)
    }
}

private struct RefusalsCharged: WrappingLimiter {
    var inner: any Limiter
    init(_ inner: any Limiter) { self.inner = inner }
    mutating func rejected(_ key: String, at now: WallInstant) {
        inner.charge(1, to: key, at: now)
    }
}

private struct ForgetsAtLimit: WrappingLimiter {
    var inner: any Limiter
    private let fresh: any Limiter
    private let limit: Limit
    private var reached: [String: Int] = [:]

    init(_ inner: any Limiter, _ limit: Limit) { (self.inner, fresh, self.limit) = (inner, inner, limit) }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        guard cost > 0, inner.standing(of: key, at: now).remaining == 0 else { return }
        reached[key, default: 0] += 1
        if reached[key, default: 0] % 5 == 2 { inner = fresh }
    }
}

private struct BlocksLonger: WrappingLimiter {
    var inner: any Limiter
    private let limit: Limit
    private var until: [String: WallInstant] = [:]

    init(_ inner: any Limiter, _ limit: Limit) { (self.inner, self.limit) = (inner, limit) }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if let end = until[key], now < end {
            standing.remaining = min(0, standing.remaining)
            standing.wait = max(standing.wait, end - now)
        }
        return standing
    }

    mutating func rejected(_ key: String, at now: WallInstant) {
        inner.rejected(key, at: now)
        if until[key].map({ now >= $0 }) ?? true { until[key] = now + inner.standing(of: key, at: now).wait + limit.window }
    }
}
