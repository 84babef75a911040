import Timeline

/// One request between two refusals of the same used-up key.
///
///     429 (plain)  ·  the request in question  ·  429 (plain)
/// If too little can have been used in between for another window to be used up as well, the window did not turn, and the request had no
/// right to be admitted.
struct Bracket {
    var before: Observation
    var probe: Observation
    var after: Observation
    /// True where a turn of the window, or whatever else comes back, cannot excuse an admission.
    var isOneWindow: Bool
    /// True where a limiter without windows may have given something back meanwhile.
    var isUncertain = false
    /// True where the answer is the one that an admitted create gets; a page that says 200 to everything admits nothing.
    var isAdmitted: Bool

    /// Every request of these kinds that two plain refusals enclose.
    static func find(in evidence: Evidence, _ operations: Set<Operation>) -> [Bracket] {
        find(in: evidence, keys: evidence.keys.filter { !$0.operations.isDisjoint(with: operations) }) { operations.contains($0.attempt.operation) }
    }

    /// Every request in question that two plain refusals enclose which are none.
    static func find(in evidence: Evidence, keys: [KeyEvidence], isProbe: (Observation) -> Bool) -> [Bracket] {
        let success = Set(evidence.plain.lazy.filter { $0.kind == .admitted && $0.attempt.operation.isPlainCreate }.compactMap(\.status))
        return keys.flatMap { key -> [Bracket] in
            var before: Observation?
            var waiting: [Observation] = []
            var found: [Bracket] = []
            for next in key.observations {
                if isProbe(next) {
                    if next.latest != nil, before?.precedes(next) ?? false { waiting.append(next) }
                    continue
                }
                guard next.attempt.operation.isPlainCreate else { continue }
                if next.kind == .limited, let before, let decided = next.latest {
                    let used = evidence.contract.promisesWindows ? key.mostUsed(after: before.earliest, before: decided) : nil
                    for probe in waiting where probe.precedes(next) {
                        // An import succeeds with a status of its own.
                        let isAdmitted = probe.kind == .admitted || probe.attempt.meaning.map { $0 == .admitted } ?? success.contains(probe.status ?? 0)
                        let isOneWindow = used.map { $0 < evidence.contract.room(at: next) } ?? evidence.isTooMany(probe)
                        found.append(Bracket(before: before, probe: probe, after: next, isOneWindow: isOneWindow,
                                             isUncertain: !evidence.contract.promisesWindows && !isOneWindow, isAdmitted: isAdmitted))
                    }
                }
                waiting = []
                before = next.kind == .limited ? next : nil
            }
            return found
        }
    }

    var witness: Witness { [before, probe, after] }

    /// True where a used-up key certainly got in.
    var isLeak: Bool { isAdmitted && isOneWindow }

    /// The judgement of checks that ask whether a used-up key can get in by another way.
    static func judge(_ brackets: [Bracket], _ what: String, shown: (Observation) -> String) -> Finding {
        if let leak = brackets.first(where: \.isLeak) {
            return .fail("a used-up key is admitted \(shown(leak.probe)), \(leak.probe.shown), between two refusals of the same window",
                         witness: leak.witness, as: .leak)
        }
        if let open = brackets.first(where: { $0.isAdmitted && $0.isUncertain }) {
            return .inconclusive("a used-up key is admitted \(shown(open.probe)), \(open.probe.shown), perhaps by what had come back meanwhile",
                                 seeing: open.witness.attempts, lacking: .brackets)
        }
        let decided = brackets.filter { !$0.isAdmitted }
        guard !decided.isEmpty else {
            return .inconclusive("no \(what) was sent between two refusals of a used-up key",
                                 lacking: .brackets)
        }
        let answers = Set(decided.compactMap(\.probe.status)).sorted().map(String.init).joined(separator: ", ")
        let kinds = Set(decided.map(\.probe.attempt.operation)).count
        return .pass("\(decided.count) requests in \(kinds) spellings were not admitted (\(answers))",
                     power: "one spelling among these \(kinds) that gets a fresh bucket, or none, would have shown")
    }
}
