package import Timeline

/// Several limiters over the same requests: what is admitted satisfies all, and what one refuses is charged to none.
///
/// Its standing is that of the one with the least left.
package struct SeveralLimits: Limiter {
    private struct Part: Sendable { var limiter: any Limiter; var isForAll: Bool }
    private var parts: [Part]

    /// `isForAll`: all keys draw on one count.
    package init(_ parts: [(limiter: any Limiter, isForAll: Bool)]) {
        self.parts = parts.map { Part(limiter: $0.limiter, isForAll: $0.isForAll) }
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let standings = parts.map { $0.limiter.standing(of: $0.isForAll ? "" : key, at: now) }
        guard var least = standings.min(by: { $0.remaining < $1.remaining }) else { return Standing(limit: 0, remaining: 0, reset: now, wait: .zero) }
        // A request needs all of them, so it waits for the last.
        least.wait = standings.map(\.wait).max() ?? .zero
        return least
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        for index in parts.indices { parts[index].limiter.charge(cost, to: parts[index].isForAll ? "" : key, at: now) }
    }

    package mutating func rejected(_ key: String, at now: WallInstant) {
        for index in parts.indices { parts[index].limiter.rejected(parts[index].isForAll ? "" : key, at: now) }
    }

    package mutating func release(_ key: String, at now: WallInstant) {
        for index in parts.indices { parts[index].limiter.release(parts[index].isForAll ? "" : key, at: now) }
    }

    package func delay(of key: String, at now: WallInstant) -> TimeSpan {
        parts.map { $0.limiter.delay(of: $0.isForAll ? "" : key, at: now) }.max() ?? .zero
    }
}
