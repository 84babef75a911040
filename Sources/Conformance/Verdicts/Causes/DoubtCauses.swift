extension CauseTable {
    /// Failures that take away what another check needs to see.
    static let doubts = [
        Entailment(
            ["KEY-01", "KEY-02", "DST-01", "CNT-01", "CNT-02"], explain: nil,
            [.undecided(.limits), .undecided(.brackets)],
            because: "A key whose quota is not its own is used up too soon or never."),
        Entailment(
            ["CNT-08", "CNT-09"], explain: nil, [.undecided(.brackets), .undecided(.limits)],
            because: "A used-up key cannot be told from a stray refusal."),
        Entailment(
            ["SEM-01"], explain: ["HDR-03", "CNT-07", "RTA-01", "RTA-02", "RTA-03", "RTA-04", "RTA-05", "RTA-07", "SEM-02", "SEM-04"],
            [.undecided(.limits)],
            because: "A refusal without a response has no fields and no body to look at."),
        Entailment(
            ["WIN-05"], explain: ["WIN-08"], [.undecided(.limits)],
            because: "Quota comes back before it is used up."),
        Entailment(
            ["KEY-01", "KEY-02", "DST-01", "CNT-01", "CNT-02", "CNT-04", "CNT-08", "CNT-09", "WIN-04", "WIN-05",
            "WIN-06", "WIN-08", "WIN-09", "WIN-10", "HDR-09"], explain: ["ALG-01"], [.undecided(.algorithm)],
            because: "Decisions that are wrong fit no algorithm."),
        Entailment(
            ["KEY-01", "KEY-02", "DST-01", "CNT-01", "CNT-02", "CNT-04", "WIN-10", "WIN-09", "WIN-04", "CNT-08"],
            explain: nil, [.undecided(.windowEnds), .undecided(.exactWindows)],
            because: "No window is used up exactly and then ends."),
        Entailment(
            ["CNT-09", "WIN-05", "WIN-01", "WIN-02", "HDR-01", "HDR-03", "HDR-05", "HDR-06", "HDR-09"], explain: nil,
            [.undecided(.exactWindows)],
            because: "No window can be told from the next."),
        Entailment(
            ["HDR-01", "HDR-03", "HDR-05", "HDR-06", "HDR-09"], explain: ["WIN-03"], [.undecided(.windowEnds)],
            because: "No reset can be read."),
        Entailment(
            ["RTA-05", "RTA-06", "RTA-07"], explain: ["WIN-01"], [.undecided(.closePolls)],
            because: "Whoever waits as told asks again too late to measure by."),
        Entailment(
            ["HDR-01", "HDR-02", "HDR-05", "HDR-06", "HDR-09", "CNT-01", "CNT-04", "CNT-08", "CNT-12", "KEY-01",
            "KEY-03", "WIN-02"], explain: nil, [.undecided(.costs)],
            because: "What remains cannot be read, or the key is refused, where the costs are tried."),
        Entailment(
            ["KEY-01", "KEY-02", "DST-01", "CNT-01", "RTA-03", "RTA-04", "RTA-07", "WIN-10", "WIN-09", "WIN-04"],
            explain: nil, [.undecided(.keptWaits)],
            because: "Nobody was admitted after the promised wait."),
        Entailment(
            ["HDR-01", "HDR-06", "HDR-09", "CNT-01", "CNT-02", "KEY-01", "WIN-02"], explain: nil,
            [.undecided(.overlaps)],
            because: "No window can be read in which requests overlap."),
    ]
}
