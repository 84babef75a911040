import Timeline

/// Finds for each failure or doubt the failure that explains it.
struct Explaining {
    private let findings: [Made]
    private let failed: [Int]
    private let evidence: Evidence
    private let table: [Entailment]
    /// The responses that findings of failure are about, by the attempt's number.
    private let responses: [Int: Observation]
    private var known: [Int: Cause?] = [:]

    /// What a check found.
    struct Made {
        var check: any Check
        var finding: Finding
        var level: Level { finding.level ?? check.level }
    }

    private struct Cause {
        var finding: Int
        /// True where somewhere on the way from the first cause the limiter as found had to be replayed.
        var isReplayed: Bool
    }

    init(_ findings: [Made], _ evidence: Evidence, _ table: [Entailment]) {
        self.findings = findings
        self.evidence = evidence
        self.table = table
        failed = findings.indices.filter { findings[$0].finding.verdict == .fail }
        let witnesses = Set(failed.flatMap { findings[$0].finding.witness })
        let seen = evidence.observations.lazy.filter { witnesses.contains($0.attempt.index) }
        responses = Dictionary(seen.map { ($0.attempt.index, $0) }, uniquingKeysWith: { one, _ in one })
    }

    /// For each failure or doubt that another failure explains, that one.
    ///
    /// Shape: a forest, since the table of causes has no circle.
    mutating func causes() -> [CheckID: CheckID] {
        var causes: [CheckID: CheckID] = [:]
        for index in findings.indices {
            if let cause = cause(of: index) { causes[findings[index].check.id] = findings[cause.finding].check.id }
        }
        return causes
    }

    private mutating func cause(of index: Int) -> Cause? {
        if let cause = known[index] { return cause }
        // Stands for itself while its causes are looked for.
        known[index] = .some(nil)
        let cause = find(index)
        known[index] = .some(cause)
        return cause
    }

    private mutating func find(_ index: Int) -> Cause? {
        let effect = findings[index]
        guard effect.finding.verdict == .fail || effect.finding.verdict == .inconclusive else { return nil }
        for line in table {
            for candidate in failed {
                let cause = findings[candidate]
                // A recommendation that is not followed excuses no broken promise.
                guard cause.level == .must || effect.level != .must,
                      line.explains(effect.finding, of: effect.check.id, by: cause.finding, of: cause.check.id),
                      isShown(line.showing, effect.finding, cause.check) else { continue }
                let isReplayed = line.showing == .byReplay || self.cause(of: candidate)?.isReplayed ?? false
                // What follows from something that follows from another kind of limiter must follow from that, too.
                guard !isReplayed || isPredicted(effect.finding) else { continue }
                return Cause(finding: candidate, isReplayed: isReplayed)
            }
        }
        return nil
    }

    private func isShown(_ showing: Entailment.Showing, _ effect: Finding, _ cause: any Check) -> Bool {
        switch showing {
        case .byKind: true
        case .byReplay: effect.symptom.isDoubt || evidence.found?.deviations.contains(cause.id) ?? false
        case .onWitness: effect.symptom.isDoubt || witness(effect).contains { cause.blames($0, evidence) }
        }
    }

    private func isPredicted(_ effect: Finding) -> Bool {
        effect.symptom.isDoubt || evidence.isPredicted(effect.symptom, witness(effect))
    }

    private func witness(_ finding: Finding) -> [Observation] { finding.witness.compactMap { responses[$0] } }
}
