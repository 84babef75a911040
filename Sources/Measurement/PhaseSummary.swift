package import Timeline

/// What one phase of the run came to.
package struct PhaseSummary: Sendable, Equatable {
    package var scheduled = 0
    package var sent = 0
    package var missed = 0
    /// Answered with a whole response or a part of one.
    package var answered = 0
    /// From the first scheduled instant to the last completion; nothing for a phase that did not begin.
    package var span: Bounds<RunInstant>?

    package init() {}

    init(_ load: LoadTally) {
        scheduled = load.scheduled
        missed = load.missed
        for (end, group) in load.groups {
            sent += group.responseTime.count
            if end.status != nil { answered += group.responseTime.count }
        }
        span = load.span
    }

    mutating func record(_ attempt: Attempt) {
        scheduled += 1
        switch attempt.outcome {
        case .responded:
            sent += 1
            answered += 1
        case .indeterminate: sent += 1
        case .notSent(.missed): missed += 1
        case .notSent: break
        }
        extend(Bounds(attempt.scheduled, attempt.completed))
    }

    mutating func add(_ other: PhaseSummary) {
        scheduled += other.scheduled
        sent += other.sent
        missed += other.missed
        answered += other.answered
        if let span = other.span { extend(span) }
    }

    private mutating func extend(_ more: Bounds<RunInstant>) { span = span?.hull(more) ?? more }
}
