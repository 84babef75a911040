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

    /// So many contradictions are no accidents at the ends of windows.
    private static let notable = 4

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
        let keys = segments.filter { $0.returns.exhausted != nil }
        let own = explanation(.eachKey, keys)
        if let own, own.isGood { return conclude(own) }
        // Others must explain it well, and far better.
        let share = min(Explanation.good, (own?.share ?? 1) / 3)
        let others = [shared.flatMap { explanation(.allKeys, [$0], atMost: share) }] + counters(own).map { explanation(.counters($0), keys, atMost: share) }
        let best = others.compactMap(\.self).min { $0.share < $1.share }
        return best.map(conclude) ?? own.flatMap { $0.isFair ? conclude($0) : nil }
    }

    /// How many counts a key may have: more than one only where a single one would have to be larger than promised, since they explain more by
    /// being freer.
    private func counters(_ own: Explanation?) -> [Int] {
        let isMore = evidence.excesses.contains { $0.admitted * 2 >= evidence.contract.quota * 3 }
        let isLarger = own.map { $0.ranked[0].hypothesis.quota > evidence.contract.quota } ?? true
        return isMore && isLarger && !evidence.contract.isOpen ? [2, 3, 4] : []
    }

    /// All keys as one, where a key was refused that had quota left.
    private var shared: (segment: ReplaySegment, returns: Returns)? {
        guard !evidence.shortfalls.isEmpty, let segment = ReplaySegment(allKeysOf: evidence), let returns = Returns(segment), returns.exhausted != nil else { return nil }
        return (segment, returns)
    }

    /// How well the hypotheses of one scope explain what was decided.
    private struct Explanation {
        var scope: CountScope
        var ranked: [Ranked]
        var decisions: Int

        static let good = 1.0 / 50

        /// How much stays unexplained.
        var share: Double { Double(ranked[0].count) / Double(decisions) }
        var isGood: Bool { share <= Self.good }
        var isFair: Bool { share <= 1.0 / 8 }
    }

    /// Nothing where a larger share stays unexplained.
    private func explanation(_ scope: CountScope, _ keys: [(segment: ReplaySegment, returns: Returns)], atMost share: Double = 1) -> Explanation? {
        let decisions = keys.reduce(0) { $0 + $1.segment.decisions.count }
        let returns = keys.map(\.returns)
        let hopeless = min(Self.hopeless, Int(share * Double(decisions)) + 1)
        // What the contract promises first; only where nothing of that size fits are others tried.
        var ranked = rank(promised(returns, scope), keys, hopeless)
        let isPoor = ranked.first.map { Double($0.count) > Explanation.good * Double(decisions) } ?? true
        if isPoor, scope == .eachKey || evidence.contract.isOpen { ranked = rank(suggested(returns, scope), keys, hopeless, beating: ranked) }
        if !isPoor, ranked[0].count >= Self.notable {
            // The right algorithm of nearly the right size: another size must leave far less.
            let same = suggested(returns, scope).filter { $0.algorithm == ranked[0].hypothesis.algorithm }
            if let better = rank(same, keys, ranked[0].count / 4).first { ranked[0] = better }
        }
        if ranked.isEmpty, scope == .eachKey { ranked = rank(promised(returns, scope), keys, hopeless, finely: true) }
        return ranked.isEmpty ? nil : Explanation(scope: scope, ranked: ranked, decisions: decisions)
    }

    private func conclude(_ explanation: Explanation) -> Identification {
        let ranked = explanation.ranked
        let (found, fewest) = (ranked[0].hypothesis, ranked[0].count)
        // Which of several counts decided is guessed, and a wrong guess contradicts the right algorithm now and then.
        let accidents = explanation.scope.counters == 1 ? 1 : Int(Explanation.good * Double(explanation.decisions))
        let next = ranked.dropFirst().first?.count ?? fewest * 3 / 2 + Self.margin
        return Identification(
            algorithm: found.algorithm, scope: explanation.scope, confidence: 1 - Double(fewest + 1) / Double(next + 1),
            anchorings: found.algorithm == .fixedWindow && explanation.scope == .eachKey ? Anchor(evidence, found.window).find() : [],
            quota: found.quota, window: found.window,
            alternatives: ranked.dropFirst().filter { $0.count <= fewest * 3 / 2 + accidents }.map(\.hypothesis.algorithm),
            decisions: explanation.decisions, contradictions: fewest)
    }

    /// The best hypothesis of each algorithm, the best of all first.
    private func rank(
        _ hypotheses: [Hypothesis], _ keys: [(segment: ReplaySegment, returns: Returns)], _ hopeless: Int, beating known: [Ranked] = [], finely: Bool = false
    ) -> [Ranked] {
        var best = Dictionary(known.map { ($0.hypothesis.algorithm, $0) }, uniquingKeysWith: { a, _ in a })
        for hypothesis in hypotheses {
            // Far behind the best there is nothing to learn.
            let leader = best.values.map(\.count).min() ?? hopeless
            let limit = min(best[hypothesis.algorithm]?.count ?? hopeless, leader * 3 / 2 + Self.margin)
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

    private func promised(_ returns: [Returns], _ scope: CountScope) -> [Hypothesis] {
        evidence.contract.isOpen ? [] : hypotheses([evidence.contract.quota], [evidence.contract.window], returns, scope)
    }

    /// Of the sizes that the keys and the fields suggest.
    private func suggested(_ returns: [Returns], _ scope: CountScope) -> [Hypothesis] {
        var quotas = evidence.contract.isOpen ? [] : [evidence.contract.quota]
        quotas += returns.flatMap(\.quotas).map { ($0 + scope.counters - 1) / scope.counters }
        if let limit = evidence.observations.lazy.compactMap({ $0.advice?.limit.value }).first, limit > 0 { quotas.append(limit) }
        var windows = evidence.contract.isOpen ? [] : [evidence.contract.window]
        windows += Self.mostSeen(returns.flatMap(\.windows)).flatMap(Self.rounded)
        return hypotheses(Array(Self.distinct(quotas).prefix(5)), Array(Self.distinct(windows).prefix(10)), returns, scope)
    }

    private func hypotheses(_ quotas: [Int], _ windows: [TimeSpan], _ returns: [Returns], _ scope: CountScope) -> [Hypothesis] {
        // With a quota of one, every algorithm is a leaky bucket; where more is promised, that is what it is.
        let whole = quotas.filter { $0 > 1 || evidence.contract.isOpen || evidence.contract.quota == 1 }
        var all = windows.flatMap { window in whole.flatMap { Hypothesis.all($0, window) } }
        if let initial = returns.map(\.initial).min(), initial <= 2 {
            all += windows.flatMap { window in quotas.map { Hypothesis.leaky($0, window) } }
        }
        for index in all.indices { all[index].counters = scope.counters }
        return all
    }

    /// Those that were measured again and again first; of equals, in the order in which they came.
    private static func mostSeen(_ spans: [TimeSpan]) -> [TimeSpan] {
        func support(_ span: TimeSpan) -> Int { spans.count { ($0 - span).nanoseconds.magnitude * 50 <= span.nanoseconds.magnitude } }
        return spans.enumerated().map { (place: $0, span: $1, support: support($1)) }
            .sorted { ($1.support, $0.place) < ($0.support, $1.place) }.map(\.span)
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
