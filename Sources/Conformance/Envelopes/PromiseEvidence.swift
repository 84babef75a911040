import Limiters
import Timeline

/// What was admitted and refused, held against every limit of a contract that promises something else than one fixed window for each key.
struct PromiseEvidence: Sendable {
    /// More than a limit admits.
    struct Excess: Sendable {
        var limit: Limit
        /// In order of departure: they cannot all have been admitted.
        var members: [Observation]
        var manner: WindowCount.Manner
        /// In whose experiment it was found.
        var last: Observation
    }

    /// A refusal while every limit certainly had room.
    struct EarlyRefusal: Sendable {
        var refusal: Observation
        var manner: WindowCount.Manner
    }

    private(set) var excesses: [Excess] = []
    private(set) var early: [EarlyRefusal] = []
    /// Refusals at which one more admission would have been one too many.
    private(set) var full: [EarlyRefusal] = []
    /// Limits that were seen to be reached: one admission more would have been one too many, or only they can have refused.
    private(set) var reached: [Limit] = []
    /// Admissions that, had they been refused, would have been refused too early.
    private(set) var roomy: [Observation] = []
    /// Of refusals, by attempt, the limits that may have been full, where not all may.
    private(set) var blamed: [Int: [Limit]] = [:]

    /// The most that can be left after admissions that certainly came after all before them: of several limits, of the one with the most.
    private(set) var mostLeft: [(Observation, Int)] = []
    /// True where responses state a limit that nobody promised: then it may be in force.
    private(set) var speaksOfOthers = false
    private var counts: [(envelope: Envelope, stretch: CountTraffic)] = []

    /// More than this of one count says nothing more.
    private static let mostCharges = 20_000
    private static let mostExcesses = 12
    private static let mostLooks = 8

    init(_ limits: [Limit], _ evidence: Evidence) {
        var rooms: [Set<Int>] = []
        for limit in limits {
            var certain: Set<Int> = []
            for stretch in evidence.counts(of: limit).flatMap({ $0.stretches(limit) }) {
                guard let envelope = Envelope(limit) else { continue }
                counts.append((envelope, stretch))
                addExcesses(envelope, stretch, evidence)
                certain.formUnion(RoomSearch(envelope, evidence.clock).certain(in: stretch))
            }
            rooms.append(certain)
        }
        mostLeft = Self.mostLeft(limits, counts)
        sortRefusals(limits, rooms, evidence)
        excesses.sort { $0.last.earliest < $1.last.earliest }
    }

    /// The numbers of the refusals that came too early.
    var earlyRefusals: Set<Int> { Set(early.map(\.refusal.attempt.index)) }

    /// True where some limit cannot have had room for a request, whether or not it was admitted.
    func isTooMany(_ probe: Observation, _ clock: ClockOffset?) -> Bool {
        counts.contains { envelope, stretch in
            stretch.contains(probe) && ExcessSearch(envelope, clock).isFull(at: probe, after: stretch.certain(before: probe, within: envelope.limit.memory * 2))
        }
    }

    private static func mostLeft(_ limits: [Limit], _ counts: [(envelope: Envelope, stretch: CountTraffic)]) -> [(Observation, Int)] {
        var most: [Int: (one: Observation, left: Int, limits: Int)] = [:]
        for (envelope, stretch) in counts {
            for (one, left) in envelope.mostLeft(after: stretch.certain) {
                let known = most[one.attempt.index]
                most[one.attempt.index] = (one, max(left, known?.left ?? left), (known?.limits ?? 0) + 1)
            }
        }
        return most.values.filter { $0.limits == limits.count }.map { ($0.one, $0.left) }.sorted { $0.0.earliest < $1.0.earliest }
    }

    private mutating func addExcesses(_ envelope: Envelope, _ stretch: CountTraffic, _ evidence: Evidence) {
        let search = ExcessSearch(envelope, evidence.clock)
        var rest = Array(stretch.certain.prefix(Self.mostCharges))
        while excesses.count < Self.mostExcesses, let members = search.excess(in: rest), let last = members.last {
            let seen = members.map(\.observation)
            excesses.append(Excess(limit: envelope.limit, members: seen, manner: WindowCount.manner(seen), last: last.observation))
            rest = rest.filter { $0.from > last.from }
        }
        guard excesses.isEmpty else { return }
        // Where a refusal follows an admission the limit was reached: there one more would have been proof.
        let turns = zip(stretch.decided, stretch.decided.dropFirst()).filter { $0.kind == .admitted && $1.kind == .limited }.map(\.1)
        for refusal in turns.prefix(Self.mostLooks) {
            let before = stretch.certain(before: refusal, within: envelope.limit.memory * 2)
            if before.count <= Self.mostCharges, search.isFull(at: refusal, after: before) {
                full.append(EarlyRefusal(refusal: refusal, manner: evidence.manner(around: refusal)))
                if !reached.contains(envelope.limit) { reached.append(envelope.limit) }
            }
        }
    }

    /// Tells refusals that came too early from those that some limit can explain.
    private mutating func sortRefusals(_ limits: [Limit], _ rooms: [Set<Int>], _ evidence: Evidence) {
        let quotas = Set(limits.map(\.quota))
        // What states a limit that nobody promised is HDR-07's finding.
        speaksOfOthers = evidence.plain.contains { $0.statedLimit.map { !quotas.contains($0) } ?? false }
        for one in evidence.observations where one.kind == .limited || one.kind == .admitted {
            let hasRoom = rooms.map { $0.contains(one.attempt.index) }
            let isCertain = hasRoom.allSatisfy(\.self)
            if one.kind == .admitted {
                if isCertain { roomy.append(one) }
            } else if isCertain, !speaksOfOthers {
                early.append(EarlyRefusal(refusal: one, manner: evidence.manner(around: one)))
            } else if !isCertain, hasRoom.contains(true) {
                let suspects = zip(limits, hasRoom).filter { !$0.1 }.map(\.0)
                blamed[one.attempt.index] = suspects
                if suspects.count == 1, !reached.contains(suspects[0]) { reached.append(suspects[0]) }
            }
        }
    }
}

extension Evidence {
    /// True where some promised limit cannot have had room for a request, whether or not it was admitted.
    func isTooMany(_ probe: Observation) -> Bool { promises?.isTooMany(probe, clock) ?? false }

    /// The most that can have been charged to the counts of a key between two instants, whoever asked; nothing where others use them too.
    func mostUsed(of key: KeyEvidence, after start: RunInstant, before end: RunInstant) -> Int? {
        let isShared = contract.limits.contains { $0.scope == .everyone || $0.scope == .address }
        let uses = (isShared ? keys : [key]).map { $0.mostUsed(after: start, before: end) }
        return uses.contains(nil) ? nil : uses.compactMap(\.self).reduce(0, +)
    }

    /// The counts that a limit keeps, each with all that was asked of it.
    fileprivate func counts(of limit: Limit) -> [CountTraffic] {
        guard contract.isOneCount(limit.scope), keys.count > 1 else { return keys.map { CountTraffic($0.observations, contract, knownFrom: $0.allKnownFrom) } }
        // One key that others use is reason enough not to know.
        let known = keys.map(\.allKnownFrom)
        return [CountTraffic(observations, contract, knownFrom: known.contains(nil) ? nil : known.compactMap(\.self).max())]
    }

    /// How much what surrounds a decision was under way together.
    fileprivate func manner(around one: Observation) -> WindowCount.Manner {
        guard let key = keys.first(where: { $0.key == one.attempt.key }) else { return .mixed }
        let place = key.index(from: one.earliest)
        return WindowCount.manner(Array(key.observations[max(0, place - 8)..<min(key.observations.count, place + 8)]))
    }
}
