import Timeline

/// Counts admissions for each window that was used up, from the advertised resets and from behaviour alone.
enum WindowCount {
    enum Manner: Sendable { case oneByOne, together, mixed }

    /// More than the quota in one window.
    struct Excess: Sendable {
        var key: Int
        var admitted: Int
        /// One more than the quota: enough to prove it.
        var members: Witness
        /// How the window is known.
        var proof: String
        var manner: Manner
        /// True where nothing but an equal reset says that these share a window.
        var restsOnReset = false
        /// True where some came only after a refusal of the same window: quota that returned, rather than a wrong count.
        var cameBack = false

        var symptom: Symptom { cameBack ? .excessAfterRefusal : .excess }
        func isPredicted(_ evidence: Evidence) -> Bool { evidence.isPredicted(symptom, members.attempts) }

        /// One too many is a wrong count; another half of the quota is another counter.
        func isAnotherCount(_ contract: Contract) -> Bool { admitted * 2 >= contract.quota * 3 }

        /// The last of the members, in whose experiment the excess was found.
        let last: Observation

        init?(
            key: Int, admitted: Int, members: some Sequence<Observation>, proof: String, manner: Manner, restsOnReset: Bool = false,
            cameBack: Bool = false
        ) {
            let members = Array(members)
            guard let witness = Witness(members), let last = members.last else { return nil }
            (self.key, self.admitted, self.members, self.proof, self.manner) = (key, admitted, witness, proof, manner)
            (self.restsOnReset, self.cameBack, self.last) = (restsOnReset, cameBack, last)
        }
    }

    /// A window that was refused before the quota was used.
    struct Shortfall: Sendable {
        var key: Int
        var possible: Int
        var refusal: Observation
        var manner: Manner
        /// False where an earlier window is the reason: a proven boundary began this one, or the block outlasted it.
        var isFirst: Bool

        func isPredicted(_ evidence: Evidence) -> Bool { evidence.isPredicted(.shortfall, [refusal]) }
    }

    /// One by one where nothing overlapped, together where at least half of all pairs did.
    static func manner(_ admissions: [Observation]) -> Manner {
        let share = Overlap.share(admissions)
        return share == 0 ? .oneByOne : share >= 0.5 ? .together : .mixed
    }

    /// The same, where a single admission was raced for: what was refused while it was under way wanted it too.
    private static func manner(_ admissions: [Observation], refusing refusals: some Sequence<Observation>) -> Manner {
        guard admissions.count == 1, let one = admissions.first else { return manner(admissions) }
        return refusals.contains { !one.precedes($0) && !$0.precedes(one) } ? .together : .oneByOne
    }

    static func excesses(_ key: KeyEvidence, _ contract: Contract) -> [Excess] {
        byReset(key, contract) + byStretch(key, contract) + byDensity(key, contract)
    }

    /// The server itself says that these share a window.
    private static func byReset(_ key: KeyEvidence, _ contract: Contract) -> [Excess] {
        guard key.resetsNameWindows else { return [] }
        return key.windows.filter { $0.admitted.atLeast > contract.quota && $0.isCoherent(contract) }.compactMap { window in
            Excess(key: key.key, admitted: window.admitted.atLeast, members: window.admissions.prefix(contract.quota + 1),
                   proof: "with the same reset \(window.reset)", manner: manner(window.admissions), restsOnReset: true,
                   cameBack: cameBack(window.admissions, window.members, contract))
        }
    }

    /// The next admission after a blocked stretch says when the window ended, so also when it began.
    ///
    /// Not where a key is refused before its time: then something else than the end of a window lets it in again.
    private static func byStretch(_ key: KeyEvidence, _ contract: Contract) -> [Excess] {
        guard !key.isRefusedEarly else { return [] }
        return key.stretches.compactMap { stretch in
            let admissions = stretch.admissions(key.observations, contract)
            guard admissions.count > contract.quota else { return nil }
            return Excess(key: key.key, admitted: admissions.count, members: admissions.prefix(contract.quota + 1),
                          proof: "in the one window that ended between \(stretch.end.atLeast.sinceStart) and \(stretch.end.atMost.sinceStart)",
                          manner: manner(admissions), cameBack: cameBack(admissions, key.observations, contract))
        }
    }

    /// True where no more than the quota was admitted before the first refusal among them.
    private static func cameBack(_ admissions: [Observation], _ others: [Observation], _ contract: Contract) -> Bool {
        guard let began = admissions.first?.earliest,
              let refused = others.lazy.filter({ $0.kind == .limited && $0.earliest >= began }).compactMap(\.latest).min() else { return false }
        return admissions.count { $0.earliest < refused } <= contract.quota
    }

    /// A span as long as a window touches two windows at most.
    private static func byDensity(_ key: KeyEvidence, _ contract: Contract) -> [Excess] {
        let admissions = key.observations.filter { $0.kind == .admitted }
        let most = 2 * contract.quota
        guard admissions.count > most else { return [] }
        var newest = RunInstant.start
        for (position, admission) in admissions.enumerated() {
            newest = max(newest, admission.latest ?? newest)
            guard position >= most, newest - admissions[position - most].earliest <= contract.shortestWindow else { continue }
            let members = Array(admissions[(position - most)...position])
            let proof = "within one window length, which touches two windows at most"
            return Excess(key: key.key, admitted: members.count, members: members, proof: proof, manner: manner(members)).map { [$0] } ?? []
        }
        return []
    }

    static func shortfalls(_ key: KeyEvidence, _ contract: Contract) -> [Shortfall] {
        key.stretches.compactMap { stretch in
            let (asLong, isLater) = start(of: stretch, on: key, contract)
            // A later refusal of the same window puts its beginning later.
            let latest = stretch.isOneWindow ? max(asLong, stretch.lastConfirmed.earliest - contract.longestWindow) : asLong
            guard let possible = key.use(before: stretch.first, since: latest), possible < contract.quota else { return nil }
            let outlasts = (key.use(before: stretch.first, since: asLong) ?? .max) >= contract.quota
            return Shortfall(key: key.key, possible: possible, refusal: outlasts ? stretch.lastConfirmed : stretch.first,
                             manner: manner(admissions(before: stretch.first, since: asLong, on: key)), isFirst: !isLater && !outlasts)
        }
    }

    /// True where no more than the quota can have been used before a refusal: less would be a shortfall.
    private static func isExact(_ stretch: BlockedStretch, of key: KeyEvidence, _ wanted: Manner?, _ contract: Contract) -> Bool {
        let since = start(of: stretch, on: key, contract).atLeast
        guard key.use(before: stretch.first, since: since) == contract.quota else { return false }
        return wanted == nil || manner(admissions(before: stretch.first, since: since, on: key), refusing: stretch.refusals) == wanted
    }

    private static func admissions(before refusal: Observation, since start: RunInstant, on key: KeyEvidence) -> [Observation] {
        key.observations.filter { $0.kind == .admitted && $0.earliest >= start && $0.earliest < refusal.latest ?? refusal.earliest }
    }

    /// The earliest that the window of a stretch can have begun, and whether a whole stretch before it proves a boundary in between.
    ///
    /// A single stray refusal proves one too, but is CNT-08's finding.
    private static func start(of stretch: BlockedStretch, on key: KeyEvidence, _ contract: Contract) -> (atLeast: RunInstant, isLater: Bool) {
        let boundary = key.stretches.last { $0.resumed?.precedes(stretch.first) ?? false }?.last.earliest
        return (max(stretch.first.earliest - contract.longestWindow, boundary ?? .distantPast), boundary != nil)
    }

    /// How many windows held exactly the quota and then refused: those of this manner, or all; only those that `belongs` says yes to, going by
    /// the last admission.
    static func exactWindows(_ evidence: Evidence, _ wanted: Manner?, where belongs: (Observation) -> Bool = { _ in true }) -> Int {
        evidence.keys.reduce(0) { $0 + exactWindows($1, evidence.contract, wanted, where: belongs) }
    }

    static func exactWindows(_ key: KeyEvidence, _ contract: Contract, _ wanted: Manner?, where belongs: (Observation) -> Bool = { _ in true }) -> Int {
        // Where refusals carry no reset, a window is known by them alone.
        guard key.windows.contains(where: { $0.limited > 0 }) else { return key.stretches.count { belongs($0.first) && isExact($0, of: key, wanted, contract) } }
        return key.windows.count { window in
            guard window.admitted.atLeast == contract.quota, window.limited > 0, let last = window.admissions.last, belongs(last) else { return false }
            return wanted == nil || manner(window.admissions, refusing: window.members.lazy.filter { $0.kind == .limited }) == wanted
        }
    }
}
