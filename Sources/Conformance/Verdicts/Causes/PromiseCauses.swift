/// What follows from a limiter that gives more, or less, than one of several promises says.
extension CauseTable {
    static let promises = [
        Entailment(
            ["LIM-01", "LIM-02", "LIM-04", "LIM-05"], [.excess], explain: ["KEY-02", "KEY-03", "KEY-04", "KEY-05", "KEY-06"], [.leak],
            because: "A limiter that admits more than promised lets a used-up key in, however it asks."),
        Entailment(
            ["LIM-01", "LIM-02", "LIM-03", "LIM-04", "LIM-05"], [.excess, .earlyRefusal], explain: ["HDR-09"], [.reset, .resetTooFar],
            because: "A limiter of another size, or another pace, states when its own count is back."),
        Entailment(
            ["LIM-03", "LIM-04", "LIM-05"], [.earlyRefusal], explain: ["CNT-07"], [.remaining],
            because: "A request that is refused while there is room shows that there is."),
        Entailment(
            ["LIM-01", "LIM-02", "LIM-03"], [.excess, .earlyRefusal], explain: ["LIM-04", "LIM-05"], [.excess, .earlyRefusal],
            because: "A limiter that gives more, or less, without any pause does so after one."),
        Entailment(
            ["LIM-03", "LIM-04", "LIM-05"], [.earlyRefusal], explain: ["LIM-06", "LIM-07"], [.shortWait, .longWait],
            because: "A wait that is right for what the limiter gives is wrong for what it should give."),
    ]
}
