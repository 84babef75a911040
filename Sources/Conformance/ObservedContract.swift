import Limiters
package import Timeline

/// Quota and window of a limiter that nobody promised anything of: what its fields state, and what it was seen to do.
package enum ObservedContract: Sendable, Equatable {
    case found(quota: Int, window: TimeSpan)
    /// Why there is nothing to hold the limiter to.
    case unknown(String)

    /// Of a run with an open contract.
    package init(_ judgement: Judgement) { self.init(judgement.evidence) }

    private init(_ evidence: Evidence) {
        guard let found = evidence.identification else {
            self = .unknown(evidence.identificationDoubt ?? "no algorithm explains what the limiter admitted and refused")
            return
        }
        guard found.algorithm == .fixedWindow, found.isCertain, found.scope == .eachKey, let quota = found.quota, let window = found.window else {
            let names = ([found.algorithm] + found.alternatives).map(\.title).joined(separator: " or ") + found.scope.suffix
            self = .unknown("the limiter behaves like \(names), and rateproof judges fixed windows")
            return
        }
        self = Self.contradiction(evidence, quota, window).map { .unknown($0) } ?? .found(quota: quota, window: window)
    }

    /// What the fields say against the numbers that were seen.
    private static func contradiction(_ evidence: Evidence, _ quota: Int, _ window: TimeSpan) -> String? {
        let advice = evidence.plain.filter { $0.kind == .admitted || $0.kind == .limited }.compactMap(\.advice)
        let limits = Set(advice.compactMap(\.limit.value)).sorted()
        if limits.isEmpty { return "no field states a quota; \(quota) per \(window) were seen" }
        if limits != [quota] {
            return "limit says \(limits.prefix(4).map(String.init).joined(separator: " and ")), and \(quota) per \(window) were seen"
        }
        let stated = Set(advice.compactMap(\.policyWindow)).sorted()
        if let other = stated.first(where: { $0 != window }) { return "a policy says that a window lasts \(other), and \(window) were seen" }
        if let wait = advice.compactMap(\.resetIn).first(where: { $0 > window + .seconds(1) }) {
            return "a reset lies \(wait) ahead, and windows of \(window) were seen"
        }
        return nil
    }
}
