package import Timeline

/// Limits how many requests of a key are under way at once, and not how many come in a time.
///
/// A place is free again whenever a request is released, which no limiter can foretell: where none is free, `wait` and `reset` are the next
/// nanosecond, the soonest that is possible.
package struct ConcurrencyLimit: Limiter {
    private let limit: Int
    private var underWay: [String: Int] = [:]

    package init(limit: Int) { self.limit = limit }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let free = limit - (underWay[key] ?? 0)
        let wait = free > 0 ? .zero : TimeSpan(nanoseconds: 1)
        return Standing(limit: limit, remaining: free, reset: now + wait, wait: wait)
    }

    /// Takes one place whatever the cost, because a release gives back one; what costs nothing takes none and must not be released.
    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        if cost > 0 { underWay[key, default: 0] += 1 }
    }

    package mutating func release(_ key: String, at now: WallInstant) {
        guard let count = underWay[key] else { return }
        underWay[key] = count > 1 ? count - 1 : nil
    }
}
