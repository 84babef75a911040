import Limiters
import Timeline

/// Finds the algorithm that explains a history best: every model is told what was admitted and counted for what it cannot explain.
///
/// Shape: a pure function of the evidence. Quotas and windows come from what the keys got back, from the contract and from the fields.
/// Source: docs/judging.md, "Which algorithm".
struct Identifier {
    private let evidence: Evidence
    private let segments: [(segment: ReplaySegment, returns: Returns)]

    /// Keys that are replayed; more say the same.
    private static let mostKeys = 6
    /// How far behind the best a hypothesis is still counted to its end.
    private static let margin = 20
    /// A hypothesis that contradicts so many decisions is given up.
    private static let hopeless = 40

    init(_ evidence: Evidence) {
        self.evidence = evidence
        let all = evidence.keys.compactMap { key -> (segment: ReplaySegment, returns: Returns)? in
            guard let segment = ReplaySegment(key, evidence), let returns = Returns(segment) else { return nil }
            return (segment, returns)
        }
        // Keys that got much back again and again tell most.
        segments = Array(all.sorted { $0.returns.steps.count > $1.returns.steps.count }.prefix(Self.mostKeys))
    }

    func identify() -> Identification? {
        guard !segments.isEmpty else { return nil }
        if segments.allSatisfy({ $0.returns.exhausted == nil }) { return Unlimitedness(evidence).identify(segments.map(\.segment)) }
        let limited = segments.filter { $0.returns.exhausted != nil }
        let decisions = limited.reduce(0) { $0 + $1.segment.decisions.count }
        // What the contract promises first; only where nothing of that size fits are others tried.
        var ranked = rank(promised(limited.map(\.returns)), limited)
        if ranked.first.map({ $0.count * 50 > decisions }) ?? true { ranked = rank(suggested(limited.map(\.returns)), limited, beating: ranked) }
        if ranked.isEmpty { ranked = rank(promised(limited.map(\.returns)), limited, finely: true) }
        guard let winner = ranked.first else { return nil }
        guard winner.count * 8 <= decisions else { return nil }
        let close = ranked.dropFirst().filter { $0.count <= winner.count * 3 / 2 + 1 }.map(\.hypothesis.algorithm)
        let next = ranked.dropFirst().first?.count ?? winner.count * 3 / 2 + Self.margin
        let found = winner.hypothesis
        return Identification(
            algorithm: found.algorithm, confidence: 1 - Double(winner.count + 1) / Double(next + 1),
            anchorings: found.algorithm == .fixedWindow ? Anchor(evidence, found.window).find() : [],
            quota: found.quota, window: found.window, alternatives: close, decisions: decisions, contradictions: winner.count)
    }

    /// The best hypothesis of each algorithm, the best of all first.
    private func rank(_ hypotheses: [Hypothesis], _ keys: [(segment: ReplaySegment, returns: Returns)], beating known: [Ranked] = [], finely: Bool = false) -> [Ranked] {
        var best = Dictionary(known.map { ($0.hypothesis.algorithm, $0) }, uniquingKeysWith: { a, _ in a })
        for hypothesis in hypotheses {
            // Far behind the best there is nothing to learn.
            let leader = best.values.map(\.count).min() ?? Self.hopeless
            let limit = min(best[hypothesis.algorithm]?.count ?? Self.hopeless, leader * 3 / 2 + Self.margin)
            let count = hypothesis.contradictions(in: keys, evidence.clock, limit: limit, finely: finely)
            if count < limit { best[hypothesis.algorithm] = Ranked(count: count, hypothesis: hypothesis) }
        }
        return best.values.sorted { ($0.count, $0.hypothesis.algorithm.rawValue) < ($1.count, $1.hypothesis.algorithm.rawValue) }
    }

    private struct Ranked {
        var count: Int
        var hypothesis: Hypothesis
    }

    // MARK: Hypotheses

    private func promised(_ returns: [Returns]) -> [Hypothesis] {
        evidence.contract.isOpen ? [] : hypotheses([evidence.contract.quota], [evidence.contract.window], returns)
    }

    /// Of the sizes that the keys and the fields suggest.
    private func suggested(_ returns: [Returns]) -> [Hypothesis] {
        var quotas = evidence.contract.isOpen ? [] : [evidence.contract.quota]
        quotas += returns.flatMap(\.quotas)
        if let limit = evidence.observations.lazy.compactMap({ $0.advice?.limit.value }).first, limit > 0 { quotas.append(limit) }
        var windows = evidence.contract.isOpen ? [] : [evidence.contract.window]
        windows += returns.flatMap(\.windows).flatMap(Self.rounded)
        return hypotheses(Array(Self.distinct(quotas).prefix(5)), Array(Self.distinct(windows).prefix(10)), returns)
    }

    private func hypotheses(_ quotas: [Int], _ windows: [TimeSpan], _ returns: [Returns]) -> [Hypothesis] {
        // With a quota of one, every algorithm is a leaky bucket; where more is promised, that is what it is.
        let whole = quotas.filter { $0 > 1 || evidence.contract.isOpen || evidence.contract.quota == 1 }
        var all = windows.flatMap { window in whole.flatMap { Hypothesis.all($0, window) } }
        if let initial = returns.map(\.initial).min(), initial <= 2 {
            all += windows.flatMap { window in quotas.map { Hypothesis.leaky($0, window) } }
        }
        return all
    }

    /// A length as it was measured, and the round ones that it may be meant to be.
    private static func rounded(_ span: TimeSpan) -> [TimeSpan] {
        let units: [TimeSpan] = [.seconds(60), .seconds(10), .seconds(5), .seconds(1), .milliseconds(500), .milliseconds(100)]
        let round = units.compactMap { unit -> TimeSpan? in
            let count = (span.nanoseconds + unit.nanoseconds / 2) / unit.nanoseconds
            let near = unit * Int(count)
            return count > 0 && (near - span).nanoseconds.magnitude * 12 <= span.nanoseconds.magnitude ? near : nil
        }
        return round + [span]
    }

    private static func distinct<Value: Hashable>(_ values: [Value]) -> [Value] {
        var seen: Set<Value> = []
        return values.filter { seen.insert($0).inserted }
    }
}
