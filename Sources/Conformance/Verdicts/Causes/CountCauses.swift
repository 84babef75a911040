extension CauseTable {
    /// Requests that are counted wrongly.
    static let counts = [
        Entailment(
            ["CNT-01"], [.excess, .excessAfterRefusal], explain: ["CNT-02", "WIN-06", "WIN-07"],
            [.excess, .excessAfterRefusal],
            because: "A limiter that admits too many one by one admits them however they come."),
        Entailment(
            ["CNT-02"], [.excess, .excessAfterRefusal], explain: ["WIN-06", "WIN-07"], [.excess, .excessAfterRefusal],
            because: "Around a boundary and after a silence requests come together, and a race admits too many."),
        Entailment(
            ["CNT-01", "CNT-02"], [.excess, .excessAfterRefusal],
            explain: ["CNT-04", "CNT-05", "CNT-06", "WIN-08", "WIN-09"],
            [.remainingStuck, .remainingTooLarge, .remaining, .endless],
            because: "Requests beyond the quota have no remaining of their own."),
        Entailment(
            ["WIN-06", "WIN-07"], [.excess, .excessAfterRefusal], explain: ["CNT-04"],
            [.remainingStuck, .remainingTooLarge],
            because: "Requests beyond the quota have no remaining of their own."),
        Entailment(
            ["CNT-01"], [.excess, .excessAfterRefusal], explain: ["KEY-02", "KEY-03", "KEY-04", "KEY-05", "KEY-06"],
            [.leak],
            because: "What is admitted beyond the quota is admitted over any connection and in any spelling."),
        Entailment(
            ["CNT-04"], [.remaining], explain: ["CNT-01", "CNT-02", "CNT-12", "WIN-04", "WIN-06", "WIN-07"],
            [.shortfall, .lateReturn],
            because: "A request that costs more than one uses up the quota before its time."),
        Entailment(
            ["CNT-04"], [.remaining], explain: ["WIN-06", "WIN-07"], [.excess, .excessAfterRefusal],
            because: "A request that costs nothing adds to what a window holds."),
        Entailment(
            ["CNT-04"], [.remaining], explain: ["WIN-08", "WIN-09"], [.endless],
            because: "A request that costs more than one keeps the quota used up."),
        Entailment(
            ["CNT-04"], [.remaining, .remainingStuck, .remainingRises], explain: ["CNT-03"], [.remaining],
            because: "The steps of what remains are wrong."),
        Entailment(
            ["CNT-04"], [.remaining, .remainingStuck, .remainingRises, .remainingTooLarge],
            explain: ["CNT-05", "CNT-06", "CNT-07", "CNT-08"], [.remaining, .earlyRefusal],
            because: "The steps of what remains are wrong."),
        Entailment(
            ["CNT-04"], [.remaining, .remainingStuck, .remainingRises],
            explain: ["HDR-04", "CNT-10", "CNT-11", "CNT-12", "CNT-14"], [.cost],
            because: "Costs are read from what remains, and its steps are wrong for every request."),
        Entailment(
            ["CNT-03"], [.remaining], explain: ["CNT-10", "CNT-11", "CNT-12"], [.cost],
            because: "Costs are read from what remains."),
        Entailment(
            ["CNT-01"], [.excess, .excessAfterRefusal, .shortfall], explain: ["CNT-03", "CNT-05", "CNT-06"],
            [.remaining], shown: .byReplay,
            because: "What remains counts down from the other quota."),
        Entailment(
            ["CNT-05"], [.remaining], explain: ["CNT-06"], [.remaining],
            because: "A value that is shown twice is in no order."),
        Entailment(
            ["CNT-01"], [.shortfall], explain: ["CNT-02", "CNT-12", "WIN-04", "WIN-06", "WIN-07", "WIN-08", "CNT-08"],
            [.shortfall, .lateReturn, .endless, .earlyRefusal],
            because: "A window that holds less than the quota does so however it is used."),
        Entailment(
            ["CNT-02"], [.shortfall], explain: ["CNT-12", "WIN-06", "WIN-07", "WIN-08", "CNT-08"],
            [.shortfall, .endless, .earlyRefusal],
            because: "Requests that race are charged more than once, and some of them come together everywhere."),
        Entailment(
            ["CNT-10", "CNT-11", "CNT-12"], [.cost], explain: ["CNT-04", "CNT-08", "RTA-04"],
            [.remainingTooLarge, .earlyRefusal, .shortWait],
            because: "A request that costs something else than one leaves something else."),
        Entailment(
            ["CNT-12"], [.shortfall], explain: ["CNT-08", "RTA-04"], [.earlyRefusal, .shortWait],
            because: "A refused request to another route used quota."),
        Entailment(
            ["CNT-08"], [.earlyRefusal], explain: ["KEY-02", "KEY-03", "KEY-04", "KEY-05", "KEY-06"], [.leak],
            shown: .onWitness,
            because: "A stray refusal is none of a used-up key, so an admission next to it is no leak."),
        Entailment(
            ["CNT-08"], [.earlyRefusal], explain: ["CNT-07", "HDR-04", "RTA-04", "RTA-05", "WIN-01"],
            [.remaining, .cost, .shortWait, .longWait, .oddLength], shown: .onWitness,
            because: "A stray refusal is none of a used-up window."),
        Entailment(
            ["CNT-09"], [.leak], explain: ["KEY-02", "KEY-04", "KEY-05", "KEY-06", "DST-03"], [.leak],
            because: "A limiter that lets something through now and then lets it through in any spelling."),
        Entailment(
            ["CNT-09"], [.leak], explain: ["CNT-01"], [.excess],
            because: "What is let through now and then may be the first request that should have been refused."),
        Entailment(
            ["CNT-09"], [.leak],
            explain: ["CNT-01", "CNT-02", "WIN-06", "WIN-07", "CNT-04", "WIN-03", "WIN-05", "RTA-05"],
            [.excessAfterRefusal, .remainingRises, .resetGoesBack, .earlyReturn, .longWait],
            because: "What is let through while the window is closed adds to what it holds."),
    ]
}
