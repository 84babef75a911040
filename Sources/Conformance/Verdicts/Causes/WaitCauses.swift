extension CauseTable {
    /// Waits that are wrong, and what they are compared with.
    static let waits = [
        Entailment(
            ["RTA-03"], [.shortWait], explain: ["RTA-04", "RTA-06"], [.shortWait, .disagreement],
            because: "A wait of 0 is the same fault at the end of a window."),
        Entailment(
            ["RTA-04"], [.shortWait], explain: ["RTA-06"], [.disagreement], shown: .onWitness,
            because: "A wait that is too short ends before the reset."),
        Entailment(
            ["RTA-07"], [.longWait], explain: ["RTA-05", "RTA-06", "SFV-02"], [.longWait, .disagreement],
            shown: .onWitness,
            because: "A wait in another unit agrees with nothing."),
    ]
}
