/// What kind of thing a failure or a doubt is; the table of causes goes by it.
package enum Symptom: Sendable, Hashable {
    /// The limiter is no fixed window.
    case anotherKind

    /// The use of one key lowers what another one has left.
    case shared
    /// One key has more than one count.
    case split
    /// A used-up key is admitted between two refusals of one window.
    case leak

    /// More was admitted in one window than the quota.
    case excess
    /// The same, and part of it only after a refusal in that window.
    case excessAfterRefusal
    /// A key is blocked before its quota can have been used.
    case shortfall
    /// One request is refused while quota is left.
    case earlyRefusal
    /// A kind of request costs something else than it should.
    case cost

    /// Every window seen lasted too long, and by the same.
    case longWindows
    /// Every window seen was too short, and by the same.
    case shortWindows
    /// A window lasted too long or too short, and others did not.
    case oddLength
    /// Quota comes back before its reset.
    case earlyReturn
    /// Quota is not back although its reset has passed.
    case lateReturn
    /// A block does not end with its window.
    case endless

    /// A field is not there.
    case missing
    /// A field, by itself, has a value or a spelling that it cannot have.
    case value
    /// A reset is no time within the current window.
    case reset
    /// A reset is such a time, but lies beyond the window by a few windows at most.
    case resetTooFar
    /// One key's resets lie closer together than windows can.
    case resetMoves
    /// The same, even in one unbroken block.
    case resetMovesInOneBlock
    /// The reset of a window is not later than that of the window before it.
    case resetGoesBack

    /// What remains does not follow from what was used.
    case remaining
    /// What remains stays where it is, at zero or on a limiter that refuses nothing.
    case remainingStuck
    /// What remains rises within a window.
    case remainingRises
    /// What remains is more than certain admissions leave.
    case remainingTooLarge

    /// A Retry-After ends before the key is admitted.
    case shortWait
    /// A Retry-After ends long after the key is admitted, or after any window could end.
    case longWait
    /// Two fields contradict each other.
    case disagreement

    /// Too little was seen to decide.
    case undecided(Lacking)
    /// Anything that no other finding causes.
    case other

    /// True of what was concluded from lack of evidence.
    package var isDoubt: Bool { if case .undecided = self { true } else { false } }
}

/// What a check needed to see and did not.
package enum Lacking: Sendable, Hashable, CaseIterable {
    /// A refusal by the limiter.
    case limits
    /// A window that held exactly the quota and then refused.
    case exactWindows
    /// A block from its first refusal to the next admission, or two in a row.
    case windowEnds
    /// Polls close enough to each other to measure by.
    case closePolls
    /// A request between two refusals of a used-up key.
    case brackets
    /// A request between two admitted ones of one window that show what remains.
    case costs
    /// An admission after a promised wait.
    case keptWaits
    /// A window used by requests that overlap.
    case overlaps
    /// An algorithm that explains what was decided.
    case algorithm
    /// Something that no fault of the limiter takes away.
    case nothing
}
