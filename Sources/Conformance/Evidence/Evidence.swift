import Limiters
package import Timeline

/// A history prepared for judging: everything that more than one check asks for, computed once.
package struct Evidence: Sendable {
    package let contract: Contract
    package let history: History
    /// Everything that was sent, in order of departure.
    package let observations: [Observation]
    /// Answers to requests that the contract speaks of; what a target says to odd spellings is its own business.
    let plain: [Observation]
    /// The responses among them, each once.
    let answers: [Answer]
    /// Only keys that were used, in order.
    package let keys: [KeyEvidence]
    let dates: DateEvidence
    /// Nothing where the responses carry no usable Date, or dates of more than one clock. Stored: as a computed property it crashes the
    /// optimiser of Swift 6.3.1 where it is inlined into a task's closure.
    package let clock: ClockOffset?
    /// What shows that somebody else uses keys which were stated to be this run's alone.
    let exclusivityDisproof: ForeignUse?
    /// What no fixed window of the contract can have admitted, on all keys.
    let contradictions: [WindowCount.Excess]
    /// Windows that hold more or less than the quota, on all keys: nearly every check of counts asks for them.
    private(set) var excesses: [WindowCount.Excess]
    let shortfalls: [WindowCount.Shortfall]
    /// Windows of load of which only sums were kept.
    private(set) var loadWindows: [LoadWindow]
    /// What means "limited" here.
    let limitation: Limitation
    package var limitedStatuses: Set<Int> { limitation.statuses }
    /// False where no create, import or deletion was ever answered with 2xx: then nothing shows that the API was reached at all.
    package let isAnythingAdmitted: Bool
    /// Nothing where responses come fast enough for the window.
    let slowness: Slowness?
    /// The algorithm that explains the history best; nothing where none does, or too little was sent to tell.
    package private(set) var identification: Identification?
    /// The limiter as it was recognised, where it is not the contract's.
    private(set) var found: FoundLimiter?
    /// Nothing where the contract promises one fixed window for each key, which the checks of counts and windows judge.
    private(set) var promises: PromiseEvidence?
    /// Why nobody can say that there is no limit although nothing was refused.
    package private(set) var identificationDoubt: String?
    /// The key of each attempt by its index, where all draw on one count and are looked at as one.
    let askedWith: [Int: Int]
    /// By phase.
    private let experiments: [ExperimentID?]
    private let byExperiment: [ExperimentID: [Observation]]

    package init(_ history: History, _ contract: Contract) {
        self.contract = contract
        askedWith = contract.sharesOneCount ? Dictionary(history.attempts.map { ($0.index, $0.key) }, uniquingKeysWith: { $1 }) : [:]
        let history = contract.sharesOneCount ? history.countedTogether : history
        self.history = history
        let experiments = history.header.phases.map { $0.kind == .experiment ? ExperimentID(rawValue: $0.name) : nil }
        self.experiments = experiments
        // What a limiter says without its store is no way of limiting.
        let isDisturbed = { (attempt: Attempt) in Self.isDisturbed(experiments[attempt.phase]) }
        let undisturbed = history.attempts.contains(where: isDisturbed) ? history.attempts.filter { !isDisturbed($0) } : history.attempts
        let limitation = Limitation(undisturbed, contract)
        self.limitation = limitation
        let isAnythingAdmitted = undisturbed.contains { $0.isAdmitted && $0.operation.isPlain } || history.loads.contains(where: \.isAnythingAdmitted)
        self.isAnythingAdmitted = isAnythingAdmitted
        let own = OwnAnswers(undisturbed, isAnythingAdmitted: isAnythingAdmitted, contract)
        observations = concurrently(history.attempts.parts()) { part in
            var readings = ResponseReadings(contract.dialect.fields)
            var looks = AnswerLooks()
            return part.compactMap { Observation($0, Self.kind($0, limitation, own, contract, experiments, &looks), &readings) }
        }.joined().sorted { $0.earliest < $1.earliest }
        plain = observations.filter { $0.kind != .aside }
        answers = Answer.all(plain)
        byExperiment = Dictionary(grouping: observations.lazy.filter { experiments[$0.attempt.phase] != nil }) { experiments[$0.attempt.phase] ?? .sequential }
        // A gateway that answers by itself has a clock of its own.
        dates = DateEvidence.read(observations.filter { $0.kind != .failed && ($0.kind != .aside || $0.advice?.isPresent ?? false) })
        clock = dates.clock
        var byKey = [[Observation]](repeating: [], count: history.header.keys.count)
        for observation in observations { byKey[observation.attempt.key].append(observation) }
        let uses = Dictionary(grouping: history.loads.flatMap(\.uses), by: \.key)
        let keys = concurrently(byKey.enumerated().filter { !$0.element.isEmpty }) { key, observations in
            KeyEvidence(key: key, KeyOwner(history.header.keys[key]), loads: uses[key] ?? [], CountdownWindows.label(observations, contract), contract)
        }
        // What windows begin with disproves such a statement; other limiters have none.
        let disproof = !contract.promisesWindows ? nil : ExclusivityStatement(keys, observations, contract).disproof()
        exclusivityDisproof = disproof
        self.keys = disproof.map { foreign in keys.map { $0.used(by: foreign, loads: uses[$0.key] ?? [], contract) } } ?? keys
        contradictions = self.keys.flatMap { WindowCount.excesses($0, contract) }
        excesses = contradictions
        shortfalls = self.keys.flatMap { WindowCount.shortfalls($0, contract) }
        loadWindows = LoadWindow.all(history.loads, contract)
        slowness = Slowness(plain, contract)
        identification = nil
        // What cannot be used up one by one shows no algorithm, only the pace of the responses; or a limiter that sets it.
        if slowness == nil || Unlimitedness(self).isDelaying { identification = Identifier.identify(self) }
        if identification == nil, !observations.contains(where: { $0.kind == .limited }) { identificationDoubt = Unlimitedness(self).doubt }
        // A limiter of another kind has no windows that a reset could name.
        if let found = identification, !found.mayHaveWindows {
            excesses.removeAll(where: \.restsOnReset)
            loadWindows = []
        }
        found = FoundLimiter(self)
        if !contract.promisesWindows, !contract.isOpen { promises = PromiseEvidence(contract.limits, self) }
    }

    private static func kind(
        _ attempt: Attempt, _ limitation: Limitation, _ own: OwnAnswers, _ contract: Contract, _ experiments: [ExperimentID?],
        _ looks: inout AnswerLooks
    ) -> Observation.Kind {
        // A route with a count of its own says nothing about the ordinary one's.
        let isAside = isDisturbed(experiments[attempt.phase]) || !attempt.operation.isPlain || contract.isApart(attempt.operation)
        if !isAside, limitation.isLimited(attempt, &looks) { return .limited }
        guard let status = attempt.response?.status else { return .unknown }
        // A limiter that was restarted, or has lost its store, is judged by the checks for that alone.
        if isAside || attempt.isAdmitted && !contract.countsOnce(attempt.operation) { return .aside }
        if let meaning = attempt.meaning { return meaning == .admitted ? .admitted : meaning == .refused ? .refused : .failed }
        switch status {
        case 200...299: return .admitted
        case 400...499: return own.isOwn(attempt, &looks) ? .refused : .failed
        default: return .failed
        }
    }

    /// True where the limiter that was recognised would have brought this about, whatever else is wrong.
    func isPredicted(_ symptom: Symptom, _ witness: [Observation]) -> Bool { found?.predicts(symptom, witness) ?? false }

    /// How many addresses the target was reached at.
    var nodeCount: Int { max(1, history.header.target.nodes ?? 1) }

    /// How many answers of this run prove nothing, by status and content type, the most frequent first.
    package var strangers: [(look: String, count: Int)] {
        Dictionary(grouping: answers.filter { $0.first.kind == .failed }) { answer in
            answer.first.attempt.response.map { AnswerLook($0).shown } ?? ""
        }.map { ($0, $1.total) }.sorted { ($1.count, $0.look) < ($0.count, $1.look) }
    }

    func answers(_ kind: Observation.Kind) -> [Answer] { answers.filter { $0.first.kind == kind } }

    private static func isDisturbed(_ experiment: ExperimentID?) -> Bool { experiment == .restarted || experiment == .outage }

    /// Which experiment an attempt belongs to; nothing for measured load.
    func experiment(of observation: Observation) -> ExperimentID? { experiments[observation.attempt.phase] }

    /// True where a check of its own counts what this experiment admits: the boundary's, the silence's, the nodes' and so on.
    func hasOwner(_ observation: Observation) -> Bool {
        switch experiment(of: observation) {
        case .boundary, .idle, .steady, .nodes, .imports, .refusals, .methods, .connections, .recovery: true
        default: false
        }
    }

    /// What one experiment sent, in order of departure.
    func observations(of experiment: ExperimentID) -> [Observation] { byExperiment[experiment] ?? [] }
}

extension History {
    /// The same with all keys as one: they draw on one count.
    fileprivate var countedTogether: History {
        var history = self
        for index in history.attempts.indices { history.attempts[index].key = 0 }
        for load in history.loads.indices {
            for use in history.loads[load].uses.indices { history.loads[load].uses[use].key = 0 }
            for window in history.loads[load].windows.indices { history.loads[load].windows[window].key = 0 }
        }
        return history
    }
}
