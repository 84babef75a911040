extension CauseTable {
    /// Fields that cannot be trusted, and what is read from them.
    static let fields = [
        Entailment(
            ["HDR-01"], [.missing], explain: ["HDR-02", "HDR-03"], [.missing],
            because: "Fields that are not sent on successes are not sent at all."),
        Entailment(
            ["HDR-09"], [.reset, .resetTooFar], explain: ["CNT-09", "CNT-04", "CNT-05", "CNT-06", "WIN-02", "WIN-03",
             "WIN-04", "WIN-05", "WIN-09", "WIN-10", "RTA-06", "SFV-02"], [.leak, .remainingTooLarge, .remaining,
             .resetMoves, .resetMovesInOneBlock, .resetGoesBack, .lateReturn, .earlyReturn, .endless, .disagreement],
            shown: .onWitness,
            because: "A reset that is no time of the current window names no window."),
        Entailment(
            ["HDR-07"], [.value],
            explain: ["CNT-01", "CNT-02", "CNT-08", "CNT-12", "WIN-04", "WIN-06", "WIN-07", "WIN-08"],
            [.shortfall, .earlyRefusal, .lateReturn, .endless], shown: .onWitness,
            because: "It is refused at the other limit."),
        Entailment(
            ["HDR-07", "HDR-08"], [.value], explain: ["CNT-03", "CNT-04", "CNT-10", "CNT-11", "CNT-12", "SFV-02"],
            [.remaining, .remainingTooLarge, .cost, .disagreement], shown: .onWitness,
            because: "What remains counts down from another limit."),
        Entailment(
            ["SFV-01"], [.other], explain: ["SFV-02"], [.disagreement],
            because: "A field that cannot be read agrees with nothing."),
        Entailment(
            ["CNT-03", "CNT-04", "CNT-07"], [.remaining, .remainingStuck, .remainingRises, .remainingTooLarge],
            explain: ["SFV-02"], [.disagreement],
            because: "The plain field is the wrong one."),
        Entailment(
            ["WIN-02"], [.resetMovesInOneBlock], explain: ["WIN-03", "WIN-05", "RTA-06"],
            [.resetGoesBack, .earlyReturn, .disagreement],
            because: "A reset that moves inside a window is no end of it."),
        Entailment(
            ["WIN-03"], [.resetGoesBack], explain: ["WIN-02", "WIN-04"], [.resetMoves, .lateReturn],
            because: "The first responses of a window show the reset of the last one."),
        Entailment(
            ["WIN-02", "WIN-03", "WIN-05"], [.resetMoves, .resetMovesInOneBlock, .resetGoesBack, .earlyReturn],
            explain: ["RTA-06"], [.disagreement],
            because: "The reset is wrong, so the two cannot agree."),
    ]
}
