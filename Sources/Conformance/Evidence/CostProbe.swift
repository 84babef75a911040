import Timeline

/// Requests of one kind, one after the other between two admitted creates of one window: what they cost shows in what remains.
///
///     201 (remaining r)  ·  n × the kind in question  ·  201 (remaining r − 1 − cost)
struct CostProbe {
    var before: Observation
    var probes: [Observation]
    var after: Observation
    var cost: Int
    /// False where somebody else could have used the key in between.
    var isCertain: Bool

    /// False where the answers differ in kind, or one is a server's error: then something else than the API may have given it.
    var isUndisturbed: Bool {
        let looks = Set(probes.compactMap { $0.attempt.response.map { "\($0.status) \(AnswerLook.mediaType(of: $0))" } })
        return looks.count == 1 && probes.allSatisfy { ($0.status ?? 500) < 500 }
    }

    var witness: Witness { Witness(before, probes + [after]) }

    /// Every such group in an experiment whose requests came certainly one by one.
    static func find(in evidence: Evidence, _ experiment: ExperimentID, isProbe: (Observation) -> Bool) -> [CostProbe] {
        // Where quota comes back meanwhile, what remains does not tell what was used.
        guard evidence.contract.promisesWindows else { return [] }
        let asked = Set(evidence.observations(of: experiment).lazy.filter(isProbe).map(\.attempt.key))
        return evidence.keys.filter { asked.contains($0.key) && $0.sharing == nil }.flatMap { key -> [CostProbe] in
            var found: [CostProbe] = []
            var before: Observation?
            var probes: [Observation] = []
            var last: Observation?
            // What had no answer may be charged at any later time.
            for next in key.observations.prefix(while: { $0.kind != .unknown }) {
                defer { last = next }
                // What overlaps has no order.
                if let last, !last.precedes(next) { before = nil }
                guard evidence.experiment(of: next) == experiment, next.attempt.resends == 0 else { before = nil; continue }
                if next.kind == .admitted, next.attempt.operation.isPlainCreate {
                    if let before, !probes.isEmpty, next.reset != nil, next.reset == before.reset,
                       next.statedLimit == before.statedLimit, key.isAllSeen(between: before, and: next),
                       let from = before.remaining, let to = next.remaining {
                        found.append(CostProbe(before: before, probes: probes, after: next, cost: from - to - 1, isCertain: key.isOurs))
                    }
                    (before, probes) = (next, [])
                } else if isProbe(next) {
                    probes.append(next)
                } else {
                    before = nil
                }
            }
            return found
        }
    }

    /// True where each cost nothing, or each the same.
    func isConsistent(_ fixed: Int?) -> Bool {
        if let fixed { return cost == fixed * probes.count }
        return cost == 0 || cost == probes.count
    }

    static func doubt(_ probe: CostProbe) -> Finding {
        .inconclusive("\(probe.probes.count) such requests cost \(probe.cost) in all, or somebody else used the key meanwhile", seeing: probe.witness.attempts)
    }
}
