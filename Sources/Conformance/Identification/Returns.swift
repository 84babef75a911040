import Timeline

/// One count's traffic, and what came back in it.
struct Replayed: Sendable {
    var segment: ReplaySegment
    var returns: Returns

    /// Nothing where there is too little traffic.
    init?(_ segment: ReplaySegment?) {
        guard let segment, let returns = Returns(segment) else { return nil }
        self.segment = segment
        self.returns = returns
    }

    var isLimited: Bool { returns.exhausted != nil }
}

/// What a used-up key gets back, and when: from this come the quotas and windows that are worth trying.
struct Returns: Sendable {
    /// Admissions between two refusals.
    struct Step: Sendable {
        /// The last refusal departed and the first admission had its head.
        var between: Bounds<RunInstant>
        var count: Int
        var last: RunInstant
    }

    /// Admitted before the first refusal.
    var initial = 0
    var began: RunInstant
    /// When the first refusal was decided at the earliest; nothing where nothing was refused.
    var exhausted: RunInstant?
    var steps: [Step] = []

    init?(_ segment: ReplaySegment) {
        guard let first = segment.decisions.first else { return nil }
        began = first.earliest
        var refusal: RunInstant?
        for decision in segment.decisions {
            if !decision.isAdmitted {
                if exhausted == nil { exhausted = decision.earliest }
                refusal = decision.earliest
            } else if exhausted == nil {
                initial += 1
            } else if let last = refusal {
                steps.append(Step(between: Bounds(last, decision.latest), count: 1, last: decision.latest))
                refusal = nil
            } else {
                steps[steps.count - 1].count += 1
                steps[steps.count - 1].last = decision.latest
            }
        }
    }

    /// Steps that bring back at least half of what there was at first.
    private var large: [Step] { steps.filter { $0.count * 2 >= initial } }

    private func middle(_ step: Step) -> RunInstant { step.between.atLeast + step.between.width / 2 }

    /// Window lengths that this key suggests.
    var windows: [TimeSpan] {
        var found: [TimeSpan] = []
        let large = large
        if let first = large.first { found.append(middle(first) - began) }
        found += zip(large, large.dropFirst()).map { middle($1) - middle($0) }
        // What comes back bit by bit comes at a rate; at that rate the quota takes one window.
        found += trickles.map { trickle in
            let returned = trickle.dropFirst().reduce(0) { $0 + $1.count }
            return (middle(trickle[trickle.endIndex - 1]) - middle(trickle[trickle.startIndex])) * max(1, initial) / returned
        }
        return found.filter { $0 > .milliseconds(50) }
    }

    /// Three or more small steps, one soon after the other.
    private var trickles: [ArraySlice<Step>] {
        var found: [ArraySlice<Step>] = []
        var start = steps.startIndex
        for index in steps.indices {
            let isSmall = steps[index].count * 2 < initial || initial == 1
            // A gap far longer than the one before it is a pause of ours.
            let isSoon = index - start < 2 || middle(steps[index]) - middle(steps[index - 1]) < (middle(steps[index - 1]) - middle(steps[index - 2])) * 4
            if !isSmall || !isSoon {
                found.append(steps[start..<index])
                start = isSmall ? index : index + 1
            }
        }
        found.append(steps[start...])
        return found.filter { $0.count >= 3 }
    }

    /// Quotas that this key suggests: a bucket gives some back while it is drained.
    var quotas: [Int] {
        guard let exhausted else { return [] }
        var found = [initial]
        if let last = steps.last, steps.count >= 3, last.last > exhausted {
            let returned = steps.reduce(0) { $0 + $1.count }
            let refilled = Int((Double((exhausted - began).nanoseconds) * Double(returned) / Double((last.last - exhausted).nanoseconds)).rounded())
            found += [initial - refilled, initial - refilled + 1, initial - refilled - 1]
        }
        return found.filter { $0 >= 1 }
    }

    /// Where the boundaries of a grid can lie.
    func phases(_ window: TimeSpan) -> [TimeSpan] {
        let seen = (large + steps).prefix(4).flatMap { step in [step.between.atLeast, middle(step), step.between.atMost] }
        return seen.map { TimeSpan(nanoseconds: $0.sinceStart.nanoseconds.flooredRemainder(by: window.nanoseconds)) }
    }
}
