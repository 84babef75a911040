import Timeline

/// Whether requests to other routes and ordinary ones draw on one count, as far as the imports experiment shows it.
enum RouteSharing {
    /// The other route shows more left than the ordinary request before it, while the next ordinary one shows less.
    case twoCounts(CostProbe)
    /// The other route is let in while the ordinary request is refused.
    case leak(Bracket)
    case shared
    case undecided

    init(_ evidence: Evidence, _ operations: Set<Operation>) {
        let probes = CostProbe.find(in: evidence, .imports) { operations.contains($0.attempt.operation) && $0.attempt.isAdmitted }
        let jump = probes.first { probe in
            guard let before = probe.before.remaining, let shown = probe.probes.first?.remaining else { return false }
            return shown > before && (probe.after.remaining ?? .max) < before
        }
        let brackets = Bracket.find(in: evidence, operations)
        if let jump {
            self = .twoCounts(jump)
        } else if let leak = brackets.first(where: \.isLeak) {
            self = .leak(leak)
        } else {
            self = probes.isEmpty && brackets.allSatisfy(\.isAdmitted) ? .undecided : .shared
        }
    }
}
