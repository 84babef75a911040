extension [CheckResult] {
    /// The failure that is named first: of the broken promises, if any, the one from which most of the rest follows.
    ///
    /// The first of the catalogue is preferred where no other explains twice as much.
    package var headline: CheckResult? {
        let failures = filter { $0.verdict == .fail }
        let binding = failures.filter { $0.level == .must }
        let standing = binding.isEmpty ? failures : binding
        let weights = Dictionary(grouping: compactMap { root(of: $0) }) { $0 }.mapValues(\.count)
        let most = standing.map { weights[$0.id] ?? 0 }.max()
        return standing.first { ((weights[$0.id] ?? 0) + 1) * 2 > most ?? 0 }
    }

    /// Where the explanations of a result that is explained lead.
    private func root(of result: CheckResult) -> CheckID? {
        guard var cause = result.blockedBy else { return nil }
        while let next = first(where: { $0.id == cause })?.blockedBy { cause = next }
        return cause
    }
}
