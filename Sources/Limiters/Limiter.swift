package import Timeline

/// A rate limiter that is told the time.
///
/// Looking and charging are two steps, because limiters that do them apart are the ones with races; `decide` does both at once.
package protocol Limiter: Sendable {
    /// Where a key stands just before a request at this instant.
    func standing(of key: String, at now: WallInstant) -> Standing

    /// Uses quota of a key, whether or not there is any left.
    mutating func charge(_ cost: Int, to key: String, at now: WallInstant)
}

extension Limiter {
    /// Admits and charges, or rejects and leaves everything as it was.
    package mutating func decide(_ key: String, cost: Int, at now: WallInstant) -> Decision {
        let before = standing(of: key, at: now)
        guard before.remaining >= cost else { return Decision(admitted: false, standing: before) }
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
    /// After the request, if it was admitted.
    package var standing: Standing

    package init(admitted: Bool, standing: Standing) {
        self.admitted = admitted
        self.standing = standing
    }
}
