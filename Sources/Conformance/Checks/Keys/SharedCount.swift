import Timeline

/// What KEY-01 asks where all keys draw on one count: a used-up count must refuse whoever asks.
///
///     429 (one key)  ·  another key  ·  429 (the first key)
enum SharedCount {
    static func judge(_ evidence: Evidence) -> Finding {
        let traffic = evidence.observations(of: .isolation)
        func asker(_ observation: Observation) -> Int? { evidence.askedWith[observation.attempt.index] }
        guard let drained = traffic.first.flatMap(asker), traffic.contains(where: { asker($0) != drained }) else {
            return .skip("the experiment needs two keys; give more with --keys or in the variable of keys.from_environment")
        }
        guard let count = evidence.keys.first else { return .skip("nothing was sent") }
        var before: Observation?
        var waiting: [Observation] = []
        var refused = 0
        for next in traffic {
            guard asker(next) == drained else {
                if before?.precedes(next) ?? false { waiting.append(next) }
                continue
            }
            if next.kind == .limited, let before, let decided = next.latest {
                let used = count.mostUsed(after: before.earliest, before: decided) ?? .max
                for probe in waiting where probe.precedes(next) {
                    // Where somebody else may use the count, only its own name for the window shows that it did not turn.
                    let isNamed = before.reset != nil && before.reset == next.reset && decided - before.earliest < evidence.contract.shortestWindow
                    if probe.kind == .admitted, used < evidence.contract.room(at: next) || isNamed {
                        return .fail("""
                            another key is admitted, \(probe.shown), between two refusals of the same window: it has a count of its own, and the \
                            contract says that \(evidence.contract.scope == .everyone ? "everyone shares" : "all keys of an address share") one
                            """, witness: [before, probe, next], as: .split)
                    }
                    if probe.kind == .limited { refused += 1 }
                }
            }
            waiting = []
            before = next.kind == .limited ? next : nil
        }
        guard refused > 0 else { return .inconclusive("no other key asked between two refusals of a used-up one", lacking: .limits) }
        return .pass("\(refused) requests with another key were refused while the count was used up", power: "a count for each key would have shown")
    }
}
