import Limiters
import Timeline

/// A limiter around another one, which does everything that is not said otherwise.
protocol WrappingLimiter: Limiter {
    var inner: any Limiter { get set }
}

extension WrappingLimiter {
    func standing(of key: String, at now: WallInstant) -> Standing { inner.standing(of: key, at: now) }
    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) { inner.charge(cost, to: key, at: now) }
    mutating func rejected(_ key: String, at now: WallInstant) { inner.rejected(key, at: now) }
    mutating func release(_ key: String, at now: WallInstant) { inner.release(key, at: now) }
    func delay(of key: String, at now: WallInstant) -> TimeSpan { inner.delay(of: key, at: now) }
}

extension Limiter {
    /// What any key may use of an unused window.
    var quota: Int { standing(of: "", at: WallInstant(epochSeconds: 0)).limit }
}

extension Standing {
    /// So much less is left; where that is nothing, the key is told to wait for the end of the window.
    mutating func lower(by amount: Int, at now: WallInstant) {
        remaining -= amount
        if remaining <= 0 { wait = reset - now }
    }

    /// Nothing is left until the window ends, as far as anybody is told.
    mutating func block(at now: WallInstant) {
        remaining = min(0, remaining)
        wait = reset - now
    }
}

/// Charges something else than one, depending on the circumstances.
struct Repricing: WrappingLimiter {
    struct Circumstances {
        /// 1 for the request that opens a window.
        var turn: Int
        /// How many other requests of the key are under way.
        var others: Int
        /// How much of the window is left.
        var rest: TimeSpan
    }

    private struct Visit { var reset: WallInstant; var requests: Int }

    var inner: any Limiter
    private let price: @Sendable (Circumstances) -> Int
    private var visits: [String: Visit] = [:]
    private var underWay: [String: Int] = [:]

    init(_ inner: any Limiter, price: @escaping @Sendable (Circumstances) -> Int) {
        self.inner = inner
        self.price = price
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        // What is turned away is charged nothing, and is never released.
        guard cost > 0 else { return inner.charge(cost, to: key, at: now) }
        let reset = inner.standing(of: key, at: now).reset
        let turn = 1 + (visits[key].flatMap { $0.reset == reset ? $0.requests : nil } ?? 0)
        visits[key] = Visit(reset: reset, requests: turn)
        inner.charge(cost * price(Circumstances(turn: turn, others: underWay[key] ?? 0, rest: reset - now)), to: key, at: now)
        underWay[key, default: 0] += 1
    }

    mutating func release(_ key: String, at now: WallInstant) {
        underWay[key, default: 1] -= 1
        inner.release(key, at: now)
    }
}
