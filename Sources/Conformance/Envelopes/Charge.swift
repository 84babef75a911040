import Limiters
import Timeline

/// A request that a limiter charged, or may have charged, at some instant between two.
struct Charge: Sendable {
    var from: RunInstant
    /// Nothing where it may be charged at any later time.
    var to: RunInstant?
    var cost: Int
    let observation: Observation
}

/// What one count of a limit was asked, and from when on nobody else can have used it unseen.
struct CountTraffic: Sendable {
    /// Certainly charged, in order of departure.
    private(set) var certain: [Charge] = []
    /// All that may have been charged, in order of departure.
    private(set) var possible: [Charge] = []
    /// Admissions and refusals, in order of departure.
    private(set) var decided: [Observation] = []
    /// Nothing where somebody else uses it too.
    let knownFrom: RunInstant?
    private let observations: [Observation]
    private let contract: Contract

    /// `observations` in order of departure.
    init(_ observations: [Observation], _ contract: Contract, knownFrom: RunInstant?) {
        self.observations = observations
        self.contract = contract
        self.knownFrom = knownFrom
        for one in observations {
            if one.kind == .admitted || one.kind == .limited { decided.append(one) }
            // A peer that said that it had not looked at a request may have charged it all the same.
            let most = contract.mostCost(of: one.attempt.operation) * (one.attempt.resends + (one.kind == .limited ? 0 : 1))
            guard most > 0 else { continue }
            possible.append(Charge(from: one.earliest, to: one.latest, cost: most, observation: one))
            if one.kind != .limited, let cost = contract.certainCost(of: one), let latest = one.latest {
                certain.append(Charge(from: one.earliest, to: latest, cost: cost, observation: one))
            }
        }
    }

    /// The refusals among what was decided.
    var refusals: [Observation] { decided.filter { $0.kind == .limited } }

    func contains(_ one: Observation) -> Bool { observations.contains { $0 === one } }

    /// What was certainly charged not long before a request was answered, or under way with it.
    func certain(before one: Observation, within span: TimeSpan) -> [Charge] {
        let end = one.latest ?? one.earliest
        return certain.filter { $0.from <= end && one.earliest - $0.from <= span && $0.observation !== one }
    }

    /// The same in pieces, between which the limit forgets everything; what may be charged at any later time is in all that follow.
    func stretches(_ limit: Limit) -> [CountTraffic] {
        let silence = limit.memory + Contract.drift(over: limit.memory)
        var pieces: [[Observation]] = []
        var endless: [Observation] = []
        var busyUntil = RunInstant.distantPast
        for one in observations {
            if pieces.isEmpty || one.earliest - busyUntil >= silence { pieces.append(endless) }
            pieces[pieces.count - 1].append(one)
            if one.latest == nil { endless.append(one) }
            busyUntil = max(busyUntil, one.latest ?? one.earliest)
        }
        return pieces.map { CountTraffic($0, contract, knownFrom: knownFrom) }
    }
}

extension Contract {
    /// What an admitted request certainly used; nothing where nobody says.
    func certainCost(of one: Observation) -> Int? {
        if one.kind == .admitted { return 1 }
        guard one.kind == .aside, one.attempt.isAdmitted, let variant = variant(one.attempt.operation), !isApart(one.attempt.operation),
              let cost = variant.cost, cost > 0 else { return nil }
        return cost
    }
}
