package import Timeline

/// A rate limiter that is told the time.
///
/// Looking and charging are two steps, because limiters that do them apart are the ones with races; `decide` does both at once.
package protocol Limiter: Sendable {
    /// Where a key stands just before a request at this instant.
    func standing(of key: String, at now: WallInstant) -> Standing

    /// Uses quota of a key, whether or not there is any left.
    mutating func charge(_ cost: Int, to key: String, at now: WallInstant)

    /// A request was turned away; most limiters take no notice.
    mutating func rejected(_ key: String, at now: WallInstant)

    /// A request that was charged is finished; only those that count what is under way take notice.
    mutating func release(_ key: String, at now: WallInstant)

    /// How long the request that was charged last is held back before it is served.
    func delay(of key: String, at now: WallInstant) -> TimeSpan
}

extension Limiter {
    package mutating func rejected(_ key: String, at now: WallInstant) {}
    package mutating func release(_ key: String, at now: WallInstant) {}
    package func delay(of key: String, at now: WallInstant) -> TimeSpan { .zero }

    /// Admits and charges, or rejects.
    package mutating func decide(_ key: String, cost: Int, at now: WallInstant) -> Decision {
        guard standing(of: key, at: now).remaining >= cost else {
            rejected(key, at: now)
            return Decision(admitted: false, standing: standing(of: key, at: now))
        }
        charge(cost, to: key, at: now)
        return Decision(admitted: true, standing: standing(of: key, at: now))
    }
}

/// What a limiter knows of one key at one instant.
package struct Standing: Sendable, Equatable {
    package var limit: Int
    /// Negative where more was charged than allowed.
    package var remaining: Int
    /// When the window ends, the bucket is full or the oldest slot returns: what the algorithm advertises, exact, not rounded.
    package var reset: WallInstant
    /// How long until the next request can be admitted; zero where one can be now.
    package var wait: TimeSpan

    package init(limit: Int, remaining: Int, reset: WallInstant, wait: TimeSpan) {
        self.limit = limit
        self.remaining = remaining
        self.reset = reset
        self.wait = wait
    }
}

package struct Decision: Sendable, Equatable {
    package var admitted: Bool
    /// After the request.
    package var standing: Standing

    package init(admitted: Bool, standing: Standing) {
        self.admitted = admitted
        self.standing = standing
    }
}
