import Limiters
import Timeline

/// The quotas and windows that are worth trying, with every algorithm that could have them.
struct CandidateSizes {
    private let evidence: Evidence
    private let returns: [Returns]
    private let scope: CountScope

    init(_ evidence: Evidence, _ returns: [Returns], _ scope: CountScope) {
        self.evidence = evidence
        self.returns = returns
        self.scope = scope
    }

    /// Of the contract; nothing where it is open.
    var promised: [Hypothesis] {
        evidence.contract.isOpen ? [] : hypotheses([evidence.contract.quota], [evidence.contract.window])
    }

    /// Of the sizes that the keys and the fields suggest.
    var suggested: [Hypothesis] {
        var quotas = evidence.contract.isOpen ? [] : [evidence.contract.quota]
        quotas += returns.flatMap(\.quotas).map { ($0 + scope.counters - 1) / scope.counters }
        if let limit = evidence.observations.lazy.compactMap({ $0.advice?.limit.value }).first, limit > 0 { quotas.append(limit) }
        var windows = evidence.contract.isOpen ? [] : [evidence.contract.window]
        let measured = Self.mostSeen(returns.flatMap(\.windows))
        windows += measured.flatMap(Self.rounded)
        let most = evidence.contract.isOpen ? 18 : 10
        windows = Array(Self.distinct(windows).prefix(most)) + (evidence.contract.isOpen ? Self.usual(near: measured) : [])
        return hypotheses(Array(Self.distinct(quotas).prefix(5)), Self.distinct(windows))
    }

    private func hypotheses(_ quotas: [Int], _ windows: [TimeSpan]) -> [Hypothesis] {
        // With a quota of one, every algorithm is a leaky bucket; where more is promised, or nothing, that is what it is.
        let isSingle = !evidence.contract.isOpen && evidence.contract.quota == 1
        var all = windows.flatMap { window in
            quotas.filter { $0 > 1 || isSingle }.flatMap { Hypothesis.all($0, window) }
        }
        if !isSingle, let initial = returns.map(\.initial).min(), initial <= 2 {
            all += windows.flatMap { window in quotas.map { Hypothesis.leaky($0, window) } }
        }
        for index in all.indices { all[index].counters = scope.counters }
        return all
    }

    /// The lengths that people write into contracts, where one like it was measured: some limiters give back more slowly than they say.
    private static func usual(near measured: [TimeSpan]) -> [TimeSpan] {
        let usual: [TimeSpan] = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600].map { .seconds($0) }
        return usual.filter { one in measured.contains { one < $0 * 2 && $0 < one * 2 } }
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
