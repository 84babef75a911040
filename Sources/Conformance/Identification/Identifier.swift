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
        let sizes = CandidateSizes(evidence, returns, scope)
        // What the contract promises first; only where nothing of that size fits are others tried.
        var tried = sizes.promised
        var ranked = rank(tried, keys, hopeless)
        let isPoor = ranked.first.map { Double($0.count) > Explanation.good * Double(decisions) } ?? true
        if isPoor, scope == .eachKey || evidence.contract.isOpen {
            let others = sizes.suggested
            ranked = rank(others, keys, hopeless, beating: ranked)
            tried += others
        } else if !isPoor, ranked[0].count >= Self.notable {
            // The right algorithm, but another quota or another window than promised: it must leave far less.
            let found = ranked[0].hypothesis
            let near = sizes.suggested.filter {
                $0.algorithm == found.algorithm && ($0.quota == found.quota) != ($0.window == found.window)
            }
            if let better = rank(near, keys, ranked[0].count / 4).first { ranked[0] = better }
        }
        if scope == .eachKey {
            // Where nothing fits well, or more than one, a closer look at where grids lie may tell.
            let close = Set(Self.close(ranked).map(\.hypothesis.algorithm))
            if ranked.isEmpty {
                ranked = rank(sizes.promised, keys, hopeless, .finer)
            } else if evidence.contract.isOpen, close.count > 1 || ranked[0].count >= Self.notable {
                let others = ranked.filter { !close.contains($0.hypothesis.algorithm) }
                let closer = rank(tried.filter { close.contains($0.algorithm) }, keys, hopeless, .finest)
                if !closer.isEmpty { ranked = (closer + others).sorted { $0.count < $1.count } }
            }
        }
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
            alternatives: Self.close(ranked, accidents).dropFirst().map(\.hypothesis.algorithm),
            decisions: explanation.decisions, contradictions: fewest)
    }

    /// The best hypothesis of each algorithm, the best of all first.
    private func rank(
        _ hypotheses: [Hypothesis], _ keys: [(segment: ReplaySegment, returns: Returns)], _ hopeless: Int, _ look: ReplayLook = .coarse, beating known: [Ranked] = []
    ) -> [Ranked] {
        var best = Dictionary(known.map { ($0.hypothesis.algorithm, $0) }, uniquingKeysWith: { a, _ in a })
        for (place, hypothesis) in hypotheses.enumerated() {
            // Far behind the best there is nothing to learn.
            let leader = best.values.map(\.count).min() ?? hopeless
            let limit = min(best[hypothesis.algorithm]?.count ?? hopeless, leader * 3 / 2 + Self.margin)
            let count = hypothesis.contradictions(in: keys, evidence.clock, limit: limit, look)
            if count < limit { best[hypothesis.algorithm] = Ranked(count: count, place: place, hypothesis: hypothesis) }
        }
        return best.values.sorted { ($0.count, $0.place) < ($1.count, $1.place) }
    }

    /// Those that explain it about as well as the best.
    private static func close(_ ranked: [Ranked], _ accidents: Int = 1) -> [Ranked] {
        guard let fewest = ranked.first?.count else { return [] }
        return ranked.filter { $0.count <= fewest * 3 / 2 + accidents }
    }

    private struct Ranked {
        var count: Int
        /// Of equals, what was tried first comes first: sizes that are likelier, and algorithms that leave less freedom.
        var place: Int
        var hypothesis: Hypothesis
    }
}
