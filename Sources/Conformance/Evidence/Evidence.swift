import Limiters
package import Timeline

/// A history prepared for judging: everything that more than one check asks for, computed once.
package struct Evidence: Sendable {
    package let contract: Contract
    package let history: History
    /// Everything that was sent, in order of departure.
    package let observations: [Observation]
    /// Only keys that were used, in order.
    package let keys: [KeyEvidence]
    /// Nothing where the responses carry no usable Date.
    package let clock: ClockOffset?
    /// The statuses that mean "limited" here.
    package let limitedStatuses: Set<Int>

    package init(_ history: History, _ contract: Contract) {
        self.contract = contract
        self.history = history
        let statuses = LimitedStatuses.infer(history.attempts, contract)
        limitedStatuses = statuses
        observations = history.attempts
            .compactMap { Observation($0, Self.kind($0, statuses), contract.dialect.fields) }
            .sorted { $0.earliest < $1.earliest }
        clock = ClockOffset(observations)
        keys = Dictionary(grouping: observations, by: \.attempt.key)
            .map { KeyEvidence(key: $0, isFresh: history.header.keys[$0].fresh, $1, contract) }
            .sorted { $0.key < $1.key }
    }

    private static func kind(_ attempt: Attempt, _ limited: Set<Int>) -> Observation.Kind {
        guard let status = attempt.response?.status else { return .unknown }
        if limited.contains(status) { return .limited }
        switch status {
        case 200...299: return .admitted
        case 400...499: return .refused
        default: return .failed
        }
    }

    package func responses(_ kind: Observation.Kind) -> [Observation] { observations.filter { $0.kind == kind } }

    /// What one experiment sent, in order of departure.
    func observations(of experiment: ExperimentID) -> [Observation] {
        let phases = Set(history.header.phases.indices.filter {
            history.header.phases[$0].kind == .experiment && history.header.phases[$0].name == experiment.rawValue
        })
        return observations.filter { phases.contains($0.attempt.phase) }
    }
}

/// What is known of one key.
package struct KeyEvidence: Sendable {
    package let key: Int
    /// Nobody can have used the key before this run.
    package let isFresh: Bool
    /// In order of departure.
    package let observations: [Observation]
    package let windows: [KeyWindow]
    let stretches: [BlockedStretch]
    let use: QuotaUse
    let boundaries: ProvenBoundaries

    init(key: Int, isFresh: Bool, _ observations: [Observation], _ contract: Contract) {
        self.key = key
        self.isFresh = isFresh
        self.observations = observations
        windows = KeyWindow.group(observations)
        use = QuotaUse(observations)
        stretches = BlockedStretch.find(in: observations, use, contract)
        boundaries = ProvenBoundaries(observations)
    }

    var firstUse: RunInstant { observations.first?.earliest ?? .start }

    /// The most quota that can have been used in the window of a refusal before it, or nothing where use before the run could count.
    ///
    /// The window began less than one window length before the refusal, and after any boundary that was proven meanwhile.
    func useBefore(_ refusal: Observation, _ contract: Contract) -> Int? {
        let boundary = boundaries.latest(before: refusal.earliest)
        return use(before: refusal, since: max(refusal.earliest - contract.longestWindow, boundary ?? .distantPast))
    }

    /// The most quota that can have been used between an instant and a refusal, or nothing where use before the run could count.
    func use(before refusal: Observation, since start: RunInstant) -> Int? {
        guard let decided = refusal.latest, isFresh || start >= firstUse else { return nil }
        return use.atMost(after: start, before: decided)
    }
}

extension Evidence {
    /// A promised wait next to the true one, where an admission shows when the window opened.
    package struct KeptPromise: Sendable {
        package var attempt: Int
        package var promised: TimeSpan
        package var actual: Bounds<TimeSpan>
    }

    /// Every limited response whose window's end is bracketed.
    package var promises: [KeptPromise] {
        keys.flatMap { key in
            key.stretches.flatMap { stretch -> [KeptPromise] in
                guard let open = stretch.resumed?.latest else { return [] }
                return stretch.refusals.compactMap { refusal in
                    guard let promised = refusal.retryAfter, let received = refusal.latest else { return nil }
                    return KeptPromise(attempt: refusal.attempt.index, promised: promised,
                                       actual: Bounds(max(.zero, stretch.end.atLeast - received), open - refusal.earliest))
                }
            }
        }
    }
}
