package import Limiters
package import Timeline

/// An attempt as the judge sees it: what it was, and between which two instants the server decided.
///
/// A reference, because every check makes lists of them, and a run has millions; it never changes.
package final class Observation: Sendable {
    package enum Kind: Sendable, Equatable {
        /// 2xx: quota was used.
        case admitted
        /// The limiter said no.
        case limited
        /// 4xx for another reason: may have used quota.
        case refused
        /// 5xx, everything unexpected, and whatever something in front of the API may have said: may have used quota, proves nothing.
        case failed
        /// The answer to a request that the contract does not say is counted on its key: may have used quota, proves nothing about counts.
        case aside
        /// No response head: may have used quota, now or later.
        case unknown
    }

    package let attempt: Attempt
    package let kind: Kind
    private let reading: ResponseReading?
    /// The server cannot have decided before this.
    package let earliest: RunInstant
    /// The server decided before this; nothing for an unknown outcome, which may be decided at any later time.
    package let latest: RunInstant?

    init?(_ attempt: Attempt, _ kind: Kind, _ readings: inout ResponseReadings) {
        guard let departed = attempt.departed else { return nil }
        self.attempt = attempt
        self.kind = kind
        earliest = departed
        // A limiter that refuses without a response decided before that was seen.
        latest = attempt.head ?? (kind == .limited ? attempt.completed : nil)
        reading = attempt.response.map { readings.reading(of: $0) }
        reset = reading?.reset
    }

    /// The same with another name for its window.
    init(_ other: Observation, reset: Int) {
        attempt = other.attempt
        kind = other.kind
        reading = other.reading
        earliest = other.earliest
        latest = other.latest
        self.reset = reset
    }

    package var status: Int? { attempt.response?.status }
    /// Nothing where there was no response, or the contract's dialect promises no fields.
    package var advice: AdviceReading? { reading?.advice }
    /// The wait that a 429 asks for, where it obeys the grammar.
    var retryAfter: TimeSpan? { kind == .limited ? reading?.retryAfter : nil }

    package var mayHaveUsedQuota: Bool { kind != .limited }

    /// True where the server certainly decided this one before that one.
    func precedes(_ other: Observation) -> Bool {
        guard let latest else { return false }
        return latest <= other.earliest
    }

    /// What names its window: the end as the response says it, in whole seconds since the epoch, rounded up; where resets count from now, a
    /// number that the responses of one window share.
    let reset: Int?
    /// The end of its window as exactly as the response says it; nothing where resets count from now.
    var resetAt: WallInstant? { advice?.resetAt }
    var remaining: Int? { advice?.remaining.value }
    /// The quota that the response says is in force; HDR-07 tells where it is not the contract's.
    var statedLimit: Int? { advice?.limit.value }

    /// `#12 (201 at 0.512 s)`
    var shown: String {
        "#\(attempt.index) (\(status.map(String.init) ?? "no response") at \(earliest.sinceStart))"
    }
}

extension WallInstant {
    /// In seconds since the epoch, with the decimals that it has: `1764000060`, `1764000060.83`
    var shown: String {
        let (seconds, rest) = (sinceEpoch.secondsRoundedDown, (nanoseconds.flooredRemainder(by: 1_000_000_000) + 500_000) / 1_000_000)
        guard rest > 0 else { return String(seconds) }
        guard rest < 1_000 else { return String(seconds + 1) }
        var decimals = String(1_000 + rest).dropFirst()
        while decimals.last == "0" { decimals.removeLast() }
        return "\(seconds).\(decimals)"
    }
}

extension Contract {
    /// How much must have been used before a refusal: the quota, or less where the refusal states a lower limit.
    func room(at refusal: Observation) -> Int { min(quota, refusal.statedLimit ?? quota) }
}
