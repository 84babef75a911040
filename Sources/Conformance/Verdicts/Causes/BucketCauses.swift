extension CauseTable {
    /// A bucket that is not the key’s own, or not the only one.
    static let buckets = [
        Entailment(
            ["KEY-01"], [.shared], explain: nil, [.anotherKind, .shortfall, .earlyRefusal, .endless, .lateReturn,
             .remaining, .remainingStuck, .remainingRises, .remainingTooLarge, .cost, .shortWait, .resetGoesBack],
            because: "Requests of other keys use up this one's quota."),
        Entailment(
            ["KEY-01"], [.shared], explain: ["WIN-06", "WIN-07"], [.excess, .excessAfterRefusal],
            because: "Windows of several keys overlap in one bucket."),
        Entailment(
            ["KEY-01"], [.shared], explain: ["KEY-03"], [.split],
            because: "What is left jumps with the use of other keys."),
        Entailment(
            ["DST-01", "KEY-01", "KEY-02"], [.split], explain: nil, [.anotherKind, .excess, .excessAfterRefusal, .leak,
             .remaining, .remainingStuck, .remainingRises, .remainingTooLarge, .cost, .resetMoves,
             .resetMovesInOneBlock, .resetGoesBack, .earlyReturn, .endless, .shortfall, .disagreement],
            because: "A window holds several quotas, and shows now this count, now that."),
        Entailment(
            ["DST-01", "KEY-01", "KEY-02"], [.split], explain: ["KEY-03"], [.split],
            because: "What is left is another count's from one request to the next."),
        Entailment(
            ["KEY-02"], [.leak], explain: ["KEY-04", "KEY-05", "KEY-06", "DST-03"], [.leak],
            because: "Whatever comes over a new connection is let in."),
        Entailment(
            ["KEY-03"], [.split], explain: ["CNT-01"], [.excess, .excessAfterRefusal],
            because: "Another route is counted apart, so a window holds more in all."),
        Entailment(
            ["KEY-03"], [.split], explain: ["CNT-09"], [.leak],
            because: "Another route is admitted from a bucket of its own while ordinary requests are refused."),
        Entailment(
            ["KEY-03"], [.split], explain: ["CNT-04", "CNT-05", "CNT-12", "WIN-02"],
            [.remainingTooLarge, .remaining, .cost, .resetMoves, .resetMovesInOneBlock],
            because: "Another route shows the remaining and the reset of another bucket."),
    ]
}
