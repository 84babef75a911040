/// What proves a failure: there is no failure without it.
struct Witness: ExpressibleByArrayLiteral {
    enum Evidence {
        case attempts(Observation, [Observation])
        /// A window of load of which only sums were kept.
        case window(LoadWindow)
    }

    let evidence: Evidence

    init(_ first: Observation, _ others: [Observation] = []) { evidence = .attempts(first, others) }

    init(_ window: LoadWindow) { evidence = .window(window) }

    /// Nothing where there is nothing to show.
    init?(_ observations: [Observation]) {
        guard let first = observations.first else { return nil }
        self.init(first, Array(observations.dropFirst()))
    }

    /// `[refusal]`; an empty literal proves nothing and is a mistake in the check.
    init(arrayLiteral elements: Observation...) {
        precondition(!elements.isEmpty, "a failure needs a witness")
        self.init(elements[0], Array(elements.dropFirst()))
    }

    /// The attempts; none where it is a window of sums.
    var attempts: [Observation] { if case .attempts(let first, let others) = evidence { [first] + others } else { [] } }
}
