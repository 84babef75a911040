extension CauseTable {
    /// Windows that end too early, too late or never.
    static let windows = [
        Entailment(
            ["WIN-05"], [.earlyReturn], explain: nil,
            [.excessAfterRefusal, .remainingRises, .resetGoesBack, .shortWindows, .oddLength],
            because: "Quota that comes back early makes a window seem shorter and hold more."),
        Entailment(
            ["WIN-01"], [.shortWindows], explain: nil, [.excessAfterRefusal, .resetGoesBack],
            because: "Shorter windows end before the promised one does."),
        Entailment(
            ["WIN-01"], [.shortWindows], explain: ["WIN-06", "WIN-07"], [.excess],
            because: "A promised window holds more than one of the shorter windows."),
        Entailment(
            ["WIN-01"], [.longWindows], explain: nil, [.resetTooFar, .resetGoesBack],
            because: "Longer windows end later than a promised one can."),
        Entailment(
            ["WIN-01"], [.longWindows],
            explain: ["WIN-06", "WIN-07", "WIN-08", "WIN-09", "WIN-10", "CNT-12", "RTA-07"],
            [.shortfall, .endless, .longWait],
            because: "Longer windows end later than a promised one can."),
        Entailment(
            ["WIN-10"], [.endless], explain: ["WIN-09", "WIN-08"], [.endless],
            because: "A key that never recovers is refused whatever it does."),
        Entailment(
            ["WIN-10", "WIN-09"], [.endless],
            explain: ["CNT-01", "CNT-02", "CNT-08", "CNT-12", "WIN-04", "WIN-06", "WIN-07", "RTA-03", "RTA-04"],
            [.shortfall, .lateReturn, .earlyRefusal, .shortWait],
            because: "A block that outlasts its window refuses with the whole quota left."),
        Entailment(
            ["WIN-09"], [.endless], explain: ["WIN-08"], [.endless],
            because: "Steady load keeps asking, and so keeps the block from ending."),
        Entailment(
            ["WIN-09"], [.endless], explain: ["WIN-02"], [.resetMoves],
            because: "Each refused request moves the end of the block."),
        Entailment(
            ["WIN-08"], [.endless], explain: ["WIN-06", "CNT-08", "RTA-04"], [.shortfall, .earlyRefusal, .shortWait],
            because: "Each request keeps its window from ending."),
        Entailment(
            ["WIN-04"], [.shortfall, .lateReturn],
            explain: ["CNT-08", "CNT-12", "WIN-06", "WIN-07", "WIN-01", "RTA-04"],
            [.earlyRefusal, .shortfall, .oddLength, .shortWait],
            because: "A window that begins half used refuses before its quota is used."),
        Entailment(
            ["WIN-06", "WIN-07"], [.shortfall], explain: ["CNT-08", "RTA-04"], [.earlyRefusal, .shortWait],
            because: "The window next to a boundary, or after a silence, holds less than the quota."),
    ]
}
