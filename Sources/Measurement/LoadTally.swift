package import Timeline

/// What was measured of a load phase, one attempt at a time: its size does not grow with the number of attempts.
package struct LoadTally: Sendable {
    /// Attempts that ended in the same way.
    struct Group: Sendable {
        var responseTime = Distribution()
        var serviceTime = Distribution()

        mutating func add(_ other: Group) {
            responseTime.add(other.responseTime)
            serviceTime.add(other.serviceTime)
        }
    }

    private(set) var scheduled = 0
    private(set) var missed = 0
    private(set) var early = 0
    private(set) var lag = Distribution()
    private(set) var groups: [AttemptEnd: Group] = [:]
    /// By second of the run.
    private(set) var seconds: [[AttemptEnd: Int]] = []

    /// A day; nobody reads a table by the second that is longer.
    private static let mostSeconds = 86_400

    package init() {}

    package mutating func record(_ attempt: Attempt) {
        scheduled += 1
        if attempt.outcome == .notSent(.missed) { missed += 1 }
        guard let departed = attempt.departed else { return }
        if departed < attempt.scheduled { early += 1 }
        lag.record(departed - attempt.scheduled)
        guard let end = AttemptEnd(attempt) else { return }
        groups[end, default: Group()].responseTime.record(attempt.responseTime)
        groups[end, default: Group()].serviceTime.record(attempt.completed - departed)
        count(1, end, in: departed.sinceStart.secondsRoundedDown)
    }

    private mutating func count(_ count: Int, _ end: AttemptEnd, in second: Int) {
        let second = min(max(0, second), Self.mostSeconds)
        while seconds.count <= second { seconds.append([:]) }
        seconds[second][end, default: 0] += count
    }

    mutating func add(_ other: LoadTally) {
        scheduled += other.scheduled
        missed += other.missed
        early += other.early
        lag.add(other.lag)
        for (end, group) in other.groups { groups[end, default: Group()].add(group) }
        for (second, counts) in other.seconds.enumerated() {
            for (end, number) in counts { count(number, end, in: second) }
        }
    }
}

extension LoadTally {
    /// From what a history kept; a histogram that cannot be read counts as empty.
    init(_ record: LoadRecord) {
        scheduled = record.scheduled
        missed = record.missed
        early = record.early
        lag = Distribution(record.lag) ?? Distribution()
        for group in record.groups {
            groups[group.end] = Group(responseTime: Distribution(group.responseTime) ?? Distribution(), serviceTime: Distribution(group.serviceTime) ?? Distribution())
        }
        for second in record.seconds { count(second.count, second.end, in: second.second) }
    }

    /// In an order that depends on nothing but the counts.
    package func record(phase: Int) -> LoadRecord {
        func order(_ end: AttemptEnd) -> Int { (end.status ?? 0) * 4 + (end.isWhole ? 2 : 0) + (end.isCancelled ? 1 : 0) }
        var record = LoadRecord(phase: phase, lag: lag.stored)
        (record.scheduled, record.missed, record.early) = (scheduled, missed, early)
        record.groups = groups.sorted { order($0.key) < order($1.key) }.map { end, group in
            LoadRecord.Group(end: end, responseTime: group.responseTime.stored, serviceTime: group.serviceTime.stored)
        }
        record.seconds = seconds.enumerated().flatMap { second, counts in
            counts.sorted { order($0.key) < order($1.key) }.map { LoadRecord.Second(second: second, end: $0.key, count: $0.value) }
        }
        return record
    }
}
