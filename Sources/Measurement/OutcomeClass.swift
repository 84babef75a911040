package import Timeline

/// The classes over which latencies are kept apart: a quick refusal must not make slow successes look fast.
package enum OutcomeClass: String, Sendable, CaseIterable, Codable {
    case admitted
    case limited
    case refused
    case failed

    /// Nothing for an attempt that was never sent or was cut off by the end of the run.
    package init?(_ attempt: Attempt, limitedStatuses: Set<Int>) {
        switch attempt.outcome {
        case .notSent, .indeterminate(.cancelled): return nil
        case .indeterminate: self = .failed
        case .responded(let response) where !response.isWhole: self = .failed
        case .responded(let response) where limitedStatuses.contains(response.status): self = .limited
        case .responded(let response):
            switch response.status {
            case 200...299: self = .admitted
            case 400...499: self = .refused
            default: self = .failed
            }
        }
    }
}
