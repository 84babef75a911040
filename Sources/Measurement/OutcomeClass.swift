package import Timeline

/// The classes over which latencies are kept apart: a quick refusal must not make slow successes look fast.
package enum OutcomeClass: String, Sendable, CaseIterable, Codable {
    case admitted
    case limited
    case refused
    case failed

    /// Nothing for an attempt that was never sent or was cut off by the end of the run.
    package init?(_ attempt: Attempt, limitedStatuses: Set<Int>) {
        guard let end = AttemptEnd(attempt) else { return nil }
        self.init(end, limitedStatuses: limitedStatuses)
    }

    init?(_ end: AttemptEnd, limitedStatuses: Set<Int>) {
        if end.isCancelled { return nil }
        guard let status = end.status, end.isWhole else { self = .failed; return }
        if let meaning = end.meaning {
            self = switch meaning {
            case .admitted: .admitted
            case .limited: .limited
            case .refused: .refused
            case .failed: .failed
            }
            return
        }
        if limitedStatuses.contains(status) { self = .limited; return }
        switch status {
        case 200...299: self = .admitted
        case 400...499: self = .refused
        default: self = .failed
        }
    }
}
