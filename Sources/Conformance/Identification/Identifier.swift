import Limiters
import Timeline

/// Finds the algorithm that explains a history best: every model is told what was admitted and counted for what it cannot explain.
///
/// Shape: a pure function of the evidence. Quotas and windows come from what the keys got back, from the contract and from the fields.
/// Source: docs/judging.md, "Which algorithm".
struct Identifier {
    private let evidence: Evidence
    private let keys: [Replayed]

    /// Keys that are replayed; more say the same.
    private static let mostKeys = 6
    /// How far behind the best a hypothesis is still counted to its end.
    private static let margin = 20
    /// A hypothesis that contradicts so many decisions is given up.
    private static let hopeless = 40

    /// So many contradictions are no accidents at the ends of windows.
    private static let notable = 4

    private init(_ evidence: Evidence, _ segments: [ReplaySegment]) {
        self.evidence = evidence
        let all = segments.compactMap { Replayed($0) }
        // Keys that got much back again and again tell most.
        keys = Array(all.sorted { $0.returns.steps.count > $1.returns.steps.count }.prefix(Self.mostKeys))
    }

    /// Nothing where nothing explains what was decided.
    static func identify(_ evidence: Evidence) -> Identification? {
        let found = Identifier(evidence, evidence.keys.compactMap { ReplaySegment($0, evidence) }).identify()
        guard let found, !found.isCertain else { return found }
        // What a key did after a rest may decide, if its rest was long enough for each of the algorithms in question.
        let closer = Identifier(evidence, evidence.keys.flatMap { ReplaySegment.all(of: $0, evidence) }).identify()
        guard let closer, closer.isCertain, ([found.algorithm] + found.alternatives).contains(closer.algorithm) else { return found }
        return closer
    }

    private func identify() -> Identification? {
        guard !keys.isEmpty else { return nil }
        let limited = keys.filter(\.isLimited)
        if limited.isEmpty { return Unlimitedness(evidence).identify(keys.map(\.segment)) }
        let own = explanation(.eachKey, limited)
        if let own, own.isGood, counters(own).isEmpty || own.ranked[0].count < Self.notable { return conclude(own) }
        // Others must explain it well, and far better.
        let share = min(1 / Double(Identification.decisionsPerAccident), (own?.share ?? 1) / 3)
        let others = [shared.flatMap { explanation(.allKeys, [$0], atMost: share) }] + counters(own).map { explanation(.counters($0), limited, atMost: share) }
        // More counts explain more by being freer, so the fewest that explain it well are taken.
        let found = others.compactMap(\.self)
        let best = found.first(where: \.isGood) ?? found.min { $0.share < $1.share }
        return best.map(conclude) ?? own.flatMap { $0.isFair ? conclude($0) : nil }
    }

    /// How many counts a key may have: more than one only where a single one would have to be larger than promised, since they explain more by
    /// being freer.
    private func counters(_ own: Explanation?) -> [Int] {
        let isMore = evidence.contradictions.contains { $0.isAnotherCount(evidence.contract) }
        let isLarger = own.map { $0.ranked[0].hypothesis.quota > evidence.contract.quota } ?? true
        return isMore && isLarger && !evidence.contract.isOpen ? [2, 3, 4] : []
    }

    /// All keys as one, where a key was refused that had quota left.
    private var shared: Replayed? {
        guard !evidence.shortfalls.isEmpty, let all = Replayed(ReplaySegment(allKeysOf: evidence)), all.isLimited else { return nil }
        return all
    }

    /// How well the hypotheses of one scope explain what was decided.
    private struct Explanation {
        var scope: CountScope
        var ranked: [Ranked]
        var decisions: Int

        /// How much stays unexplained; all of it where nothing explains anything.
        var share: Double { ranked.first.map { Double($0.count) / Double(decisions) } ?? 1 }
        var isGood: Bool { ranked.first.map { $0.count * Identification.decisionsPerAccident <= decisions } ?? false }
        var isFair: Bool { share <= 1.0 / 8 }
    }

    /// Nothing where a larger share stays unexplained.
    private func explanation(_ scope: CountScope, _ keys: [Replayed], atMost share: Double = 1) -> Explanation? {
        let decisions = keys.reduce(0) { $0 + $1.segment.decisions.count }
        let returns = keys.map(\.returns)
        let hopeless = min(Self.hopeless, Int(share * Double(decisions)) + 1)
        let sizes = CandidateSizes(evidence, returns, scope)
        // What the contract promises first; only where nothing of that size fits are others tried.
        var tried = sizes.promised
        var found = Explanation(scope: scope, ranked: rank(tried, keys, hopeless), decisions: decisions)
        if !found.isGood, scope == .eachKey || evidence.contract.isOpen {
            let others = sizes.suggested
            found.ranked = rank(others, keys, hopeless, beating: found.ranked)
            tried += others
        } else if found.isGood, found.ranked[0].count >= Self.notable, scope.counters == 1 {
            // The right algorithm, but another quota or another window than promised: it must leave far less. Several counts of another size
            // would be free enough to explain anything.
            let best = found.ranked[0]
            let near = sizes.suggested.filter {
                $0.algorithm == best.hypothesis.algorithm && ($0.quota == best.hypothesis.quota) != ($0.window == best.hypothesis.window)
            }
            if let better = rank(near, keys, best.count / 4).first { found.ranked[0] = better }
        }
        if scope == .eachKey { found.ranked = lookCloser(at: found.ranked, tried, sizes, keys, hopeless) }
        return found.ranked.isEmpty ? nil : found
    }

    /// Where nothing fits, or an open contract leaves more than one or much unexplained, a closer look at where grids lie may tell.
    private func lookCloser(at ranked: [Ranked], _ tried: [Hypothesis], _ sizes: CandidateSizes, _ keys: [Replayed], _ hopeless: Int) -> [Ranked] {
        guard let best = ranked.first else { return rank(sizes.promised, keys, hopeless, .finer) }
        let close = Set(Self.close(ranked).map(\.hypothesis.algorithm))
        guard evidence.contract.isOpen, close.count > 1 || best.count >= Self.notable else { return ranked }
        let closer = rank(tried.filter { close.contains($0.algorithm) }, keys, hopeless, .finest)
        return closer.isEmpty ? ranked : (closer + ranked.filter { !close.contains($0.hypothesis.algorithm) }).sorted { $0.count < $1.count }
    }

    private func conclude(_ explanation: Explanation) -> Identification {
        let ranked = explanation.ranked
        let (found, fewest) = (ranked[0].hypothesis, ranked[0].count)
        // Which of several counts decided is guessed, and a wrong guess contradicts the right algorithm now and then.
        let accidents = explanation.scope.counters == 1 ? 1 : explanation.decisions / Identification.decisionsPerAccident
        let next = ranked.dropFirst().first?.count ?? fewest * 3 / 2 + Self.margin
        return Identification(
            algorithm: found.algorithm, scope: explanation.scope, confidence: 1 - Double(fewest + 1) / Double(next + 1),
            anchorings: found.algorithm == .fixedWindow && explanation.scope == .eachKey ? Anchor(evidence, found.window).find() : [],
            quota: found.quota, window: found.window,
            alternatives: (found.quota == 1 ? Self.best(ranked) : Self.close(ranked, accidents)).dropFirst().map(\.hypothesis.algorithm),
            decisions: explanation.decisions, contradictions: fewest)
    }

    /// The best hypothesis of each algorithm, the best of all first.
    private func rank(
        _ hypotheses: [Hypothesis], _ keys: [Replayed], _ hopeless: Int, _ look: ReplayLook = .coarse, beating known: [Ranked] = []
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

    /// Those that explain it just as well: with a quota of one, one decision is all that tells some algorithms apart.
    private static func best(_ ranked: [Ranked]) -> [Ranked] { ranked.filter { $0.count == ranked[0].count } }

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
