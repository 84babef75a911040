/// Which failure explains which, from the general to the particular: of several causes the first of the table is named.
///
/// Invariant: no circle, so that of everything that is explained a cause stands. An effect names its checks where the
/// same kind of finding has other causes elsewhere.
package enum CauseTable {
    package static let all: [Entailment] = kinds + buckets + promises + fields + counts + windows + waits + doubts

    /// What a limiter decides, and what it tells of itself.
    private static let behaviour: Set<Symptom> = [
        .excess, .excessAfterRefusal, .shortfall, .earlyRefusal, .leak, .longWindows, .shortWindows, .oddLength,
        .earlyReturn, .lateReturn, .endless, .reset, .resetTooFar, .resetMoves, .resetMovesInOneBlock, .resetGoesBack, .remaining,
        .remainingStuck, .remainingRises, .remainingTooLarge, .cost, .shortWait, .longWait, .disagreement,
    ]
    /// The doubts of checks that look at windows and at what they hold.
    private static let undecided: Set<Symptom> = Set(Lacking.allCases.filter { $0 != .nothing }.map(Symptom.undecided))

    /// The limiter is another one than the contract’s.
    private static let kinds = [
        Entailment(
            ["ALG-01"], [.anotherKind], explain: nil, behaviour, shown: .byReplay,
            because: "A limiter of another kind has no windows: what it admits, and when, is no window's."),
        Entailment(
            ["ALG-01"], [.anotherKind], explain: nil, undecided,
            because: "A limiter of another kind has no windows to look at."),
        Entailment(
            ["WIN-01"], [.shortWindows, .longWindows], explain: nil, [.excess, .excessAfterRefusal, .shortfall,
             .earlyRefusal, .lateReturn, .endless, .resetMoves, .resetGoesBack, .remaining, .remainingRises,
             .remainingStuck, .remainingTooLarge, .shortWait, .longWait, .disagreement], shown: .byReplay,
            because: "Windows of that length, held against the promised one, look like this."),
        Entailment(
            ["WIN-01"], [.shortWindows], explain: ["KEY-02", "KEY-03", "KEY-04", "KEY-05", "KEY-06"], [.leak],
            shown: .byReplay,
            because: "A shorter window has turned between the two refusals."),
    ]
}
