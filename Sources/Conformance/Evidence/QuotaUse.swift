import Timeline

/// Counts how much of a key's quota can have been used between two instants, whatever the network did.
struct QuotaUse: Sendable {
    private let earliest: [RunInstant]
    /// An unknown outcome may be decided at any later time and is not in here: it never certainly ended.
    private let latest: [RunInstant]
    /// Load of which only sums were kept.
    private let loads: [LoadRecord.KeyUse]

    init(_ observations: [Observation], _ loads: [LoadRecord.KeyUse] = [], _ contract: Contract) {
        self.loads = loads
        // A peer that said that it had not looked at a request may have charged it all the same.
        let resent = observations.filter { $0.attempt.resends > 0 }.flatMap { repeatElement($0, count: $0.attempt.resends) }
        // One request may cost more than one.
        let dear = contract.variants.isEmpty ? [] : observations.filter(\.mayHaveUsedQuota).flatMap {
            repeatElement($0, count: contract.mostCost(of: $0.attempt.operation) - 1)
        }
        let users = observations.filter(\.mayHaveUsedQuota) + resent + dear
        earliest = users.map(\.earliest).sorted()
        latest = users.compactMap(\.latest).sorted()
    }

    /// The most requests that can have been charged after `start` and before `end`.
    func atMost(after start: RunInstant, before end: RunInstant) -> Int {
        earliest.partitioningIndex { $0 >= end } - latest.partitioningIndex { $0 > start } + unseen(after: start, before: end)
    }

    /// How much of that was load of which only sums were kept.
    func unseen(after start: RunInstant, before end: RunInstant) -> Int { loads.reduce(0) { $0 + $1.atMost(after: start, before: end) } }
}

extension LoadRecord.KeyUse {
    /// All of it where it touches the time in question; what had no answer may be charged at any later time.
    fileprivate func atMost(after start: RunInstant, before end: RunInstant) -> Int {
        if from >= end.nanoseconds { return 0 }
        return to > start.nanoseconds ? sent : unknown
    }
}

/// Boundaries that a key's history proves: once limited, a key is admitted again only in a later window.
struct ProvenBoundaries: Sendable {
    /// In order of `knownAt`; `after` never falls.
    private var steps: [(knownAt: RunInstant, after: RunInstant)] = []

    init(_ observations: [Observation]) {
        // A limit that is raised lets a key in again before its window ends: only what one limit decided proves anything.
        let limits = Set(observations.lazy.filter { [.admitted, .limited].contains($0.kind) }.compactMap(\.statedLimit))
        let groups = limits.count > 1 ? limits.map { limit in observations.filter { $0.statedLimit == limit } } : [observations]
        for group in groups { add(group) }
        steps.sort { $0.knownAt < $1.knownAt }
        for index in steps.indices.dropFirst() { steps[index].after = max(steps[index].after, steps[index - 1].after) }
    }

    private mutating func add(_ observations: [Observation]) {
        let refusals = observations.filter { $0.kind == .limited }
            .compactMap { observation in observation.latest.map { (latest: $0, earliest: observation.earliest) } }
            .sorted { $0.latest < $1.latest }
        var newest: [RunInstant] = []
        for refusal in refusals { newest.append(max(newest.last ?? refusal.earliest, refusal.earliest)) }
        for admission in observations where admission.kind == .admitted {
            let before = refusals.partitioningIndex { $0.latest > admission.earliest }
            guard before > 0, let latest = admission.latest else { continue }
            steps.append((latest, newest[before - 1]))
        }
    }

    /// The latest instant after which a window certainly began before `instant`.
    func latest(before instant: RunInstant) -> RunInstant? {
        let index = steps.partitioningIndex { $0.knownAt > instant }
        return index > 0 ? steps[index - 1].after : nil
    }
}

extension Array {
    /// The first index whose element satisfies a predicate that, once true, stays true.
    func partitioningIndex(where belongsToSecond: (Element) -> Bool) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if belongsToSecond(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
