import Timeline

struct SEM03: Check {
    let id: CheckID = "SEM-03"
    let title = "A limited request has no effect"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.promises]
    let rule = """
        Fails if a thing exists although every earlier request for it was limited: sent again, the request is \
        answered as a duplicate (for the leads API: with 409). Inconclusive if nothing that had been limited was \
        created or found to exist later (for the leads API: answered with 201 or 409). Skipped where the profile \
        declares no duplicate.
        """
    let remedy = "Usually the work is done before or while the limit is checked: decide first, and do nothing for a request that is refused."

    func expected(_ contract: Contract) -> String {
        contract.isLeads ? "a lead that was refused with 429 can be created later: 201, not 409"
            : "what was limited can be asked for again later, and is no duplicate then"
    }

    func judge(_ evidence: Evidence) -> Finding {
        let duplicate = evidence.contract.duplicate
        guard duplicate != nil else { return .skip(Absent.duplicate + ", so nothing shows whether a limited request took effect") }
        let creates = evidence.observations.filter { $0.attempt.operation == .create || $0.attempt.operation == duplicate }
        let what = evidence.contract.isLeads ? "lead" : "thing"
        let signs = Self.duplicateSigns(evidence, duplicate)
        func isStored(_ answer: Observation) -> Bool { answer.status.map(signs.contains) ?? false && answer.kind != .admitted }
        let stored = creates.filter { $0.attempt.isAdmitted || isStored($0) }
        let subjects = Set(stored.map(\.attempt.subject))
        let bySubject = Dictionary(grouping: creates.lazy.filter { subjects.contains($0.attempt.subject) }, by: \.attempt.subject)
        var created = 0
        for resent in stored {
            let earlier = (bySubject[resent.attempt.subject] ?? []).filter { $0.attempt.index != resent.attempt.index && !resent.precedes($0) }
            // A request that was turned away and sent again may have been stored at its first try.
            guard !earlier.isEmpty, (earlier + [resent]).allSatisfy({ $0.attempt.resends == 0 }),
                  earlier.allSatisfy({ $0.kind == .limited && $0.precedes(resent) }) else { continue }
            if isStored(resent) {
                return .fail("\(earlier[0].shown) was limited, yet its \(what) exists when it is sent again, \(resent.shown)", witness: [earlier[0], resent])
            }
            created += 1
        }
        guard created > 0 else {
            let later = evidence.contract.isLeads ? "answered with 201 or 409" : "created or found to exist"
            return .inconclusive("no \(what) that was limited before was \(later) later", lacking: .keptWaits)
        }
        return .pass("\(created) \(what)s that had been limited were created later", power: "one \(what) stored in spite of its 429 would have shown")
    }

    /// Statuses that say that a thing exists already: 409 of the leads API, elsewhere what duplicates were refused with, and nothing else was.
    private static func duplicateSigns(_ evidence: Evidence, _ duplicate: Operation?) -> Set<Int> {
        if evidence.contract.isLeads { return [409] }
        let refusals = evidence.observations.filter { $0.kind == .refused }
        let signs = Set(refusals.lazy.filter { $0.attempt.operation == duplicate }.compactMap(\.status))
        // An ordinary request that was refused in the same way for another reason would be mistaken for a duplicate.
        let usual = Set(refusals.lazy.filter { $0.attempt.operation == .create && evidence.experiment(of: $0) != .promises }.compactMap(\.status))
        return signs.subtracting(usual)
    }
}
