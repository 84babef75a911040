package import Timeline

/// What was measured of a load phase, one attempt at a time: its size does not grow with the number of attempts.
package struct LoadTally: Sendable {
    /// Attempts that ended in the same way.
    struct Group: Sendable {
        var responseTime = Distribution()
        var serviceTime = Distribution()
        /// Response times over the run.
        var heat = HeatMap()

        mutating func add(_ other: Group) {
            heat.add(other.heat)
            responseTime.add(other.responseTime)
            serviceTime.add(other.serviceTime)
        }
    }

    private(set) var scheduled = 0
    private(set) var missed = 0
    private(set) var early = 0
    private(set) var lag = Distribution()
    /// head − departed, and completed − head, of all that was answered.
    private(set) var firstByte = Distribution()
    private(set) var transfer = Distribution()
    /// Why requests that were due had no response, but for what the generator itself held back.
    private(set) var causes: [Cause: Int] = [:]
    /// From the first scheduled instant to the last completion. Not the range itself: that is generic, and this is done for every request.
    private var (from, to) = (RunInstant.distantFuture, RunInstant.distantPast)
    /// Nothing where nothing was recorded.
    var span: Bounds<RunInstant>? { from <= to ? Bounds(from, to) : nil }
    /// How attempts ended: a handful of ways, in the order in which they first came.
    private var ends: [AttemptEnd] = []
    private var groupOfEnd: [Group] = []
    /// By second of the run, then by end.
    private var counts: [[Int]] = []
    private var lastEnd = 0

    var groups: [(end: AttemptEnd, group: Group)] { Array(zip(ends, groupOfEnd)).map { (end: $0, group: $1) } }
    var seconds: [[(end: AttemptEnd, count: Int)]] { counts.map { zip(ends, $0).filter { $1 > 0 }.map { (end: $0, count: $1) } } }

    /// Not sent because this machine had nothing left to send them with.
    var exhausted: Int { causes[.exhausted] ?? 0 }
    /// Requests for which there was no connection.
    var unreached: Int { [Cause.refused, .unreachable, .untrusted, .connectTimeout].reduce(0) { $0 + (causes[$1] ?? 0) } }

    /// A day; nobody reads a table by the second that is longer.
    private static let mostSeconds = 86_400
    private static let mostEnds = 24

    package init() {}

    package mutating func record(_ attempt: Attempt) {
        scheduled += 1
        extend(attempt.scheduled, attempt.completed)
        switch attempt.outcome {
        case .notSent(.missed): missed += 1
        case .notSent(.budget): break
        case .notSent(let cause), .indeterminate(let cause):
            causes[cause, default: 0] += 1
        case .responded: break
        }
        guard let departed = attempt.departed else { return }
        if departed < attempt.scheduled { early += 1 }
        lag.record(departed - attempt.scheduled)
        if let head = attempt.head {
            firstByte.record(head - departed)
            transfer.record(attempt.completed - head)
        }
        guard let end = AttemptEnd(attempt) else { return }
        let index = index(of: end)
        groupOfEnd[index].responseTime.record(attempt.responseTime)
        groupOfEnd[index].serviceTime.record(attempt.completed - departed)
        groupOfEnd[index].heat.record(at: departed, attempt.responseTime)
        count(1, index, in: departed.sinceStart.secondsRoundedDown)
    }

    private mutating func extend(_ begin: RunInstant, _ end: RunInstant) {
        if begin < from { from = begin }
        if end > to { to = end }
    }

    /// Nearly always the same as the last time, so that nothing is hashed.
    private mutating func index(of end: AttemptEnd) -> Int {
        if lastEnd < ends.count, ends[lastEnd] == end { return lastEnd }
        var end = end
        // A target that makes statuses up gets no more than a group for each hundred of them.
        if ends.count >= Self.mostEnds, !ends.contains(end) { end.status = end.status.map { $0 / 100 * 100 } }
        lastEnd = ends.firstIndex(of: end) ?? ends.count
        if lastEnd == ends.count {
            ends.append(end)
            groupOfEnd.append(Group())
        }
        return lastEnd
    }

    private mutating func count(_ count: Int, _ end: Int, in second: Int) {
        let second = max(0, second)
        guard second < Self.mostSeconds else { return }
        while counts.count <= second { counts.append([]) }
        while counts[second].count <= end { counts[second].append(0) }
        counts[second][end] += count
    }

    package mutating func add(_ other: LoadTally) {
        scheduled += other.scheduled
        missed += other.missed
        early += other.early
        lag.add(other.lag)
        firstByte.add(other.firstByte)
        transfer.add(other.transfer)
        causes.merge(other.causes) { $0 + $1 }
        extend(other.from, other.to)
        for (end, group) in other.groups { groupOfEnd[index(of: end)].add(group) }
        for (second, counts) in other.seconds.enumerated() {
            for (end, number) in counts { count(number, index(of: end), in: second) }
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
        firstByte = record.firstByte.flatMap(Distribution.init) ?? Distribution()
        transfer = record.transfer.flatMap(Distribution.init) ?? Distribution()
        causes = Dictionary((record.causes ?? record.exhaustedAlone).map { ($0.cause, $0.count) }, uniquingKeysWith: +)
        if let from = record.from, let to = record.to { extend(RunInstant(nanoseconds: from), RunInstant(nanoseconds: to)) }
        for group in record.groups {
            groupOfEnd[index(of: group.end)] = Group(responseTime: Distribution(group.responseTime) ?? Distribution(),
                                                     serviceTime: Distribution(group.serviceTime) ?? Distribution(),
                                                     heat: group.heat.map(HeatMap.init) ?? HeatMap())
        }
        for second in record.seconds { count(second.count, index(of: second.end), in: second.second) }
    }

    /// In an order that depends on nothing but the counts.
    package func record(phase: Int) -> LoadRecord {
        func order(_ end: AttemptEnd) -> Int { (end.status ?? 0) * 32 + (end.meaning?.order ?? 0) * 4 + (end.isWhole ? 2 : 0) + (end.isCancelled ? 1 : 0) }
        var record = LoadRecord(phase: phase, lag: lag.stored)
        (record.from, record.to) = (span?.atLeast.nanoseconds, span?.atMost.nanoseconds)
        (record.firstByte, record.transfer) = (firstByte.stored, transfer.stored)
        record.causes = CauseCount.sorted(causes)
        (record.scheduled, record.missed, record.exhausted, record.early) = (scheduled, missed, exhausted, early)
        record.groups = groups.sorted { order($0.end) < order($1.end) }.map { end, group in
            LoadRecord.Group(end: end, responseTime: group.responseTime.stored, serviceTime: group.serviceTime.stored, heat: group.heat.stored)
        }
        record.seconds = seconds.enumerated().flatMap { second, counts in
            counts.sorted { order($0.end) < order($1.end) }.map { LoadRecord.Second(second: second, end: $0.end, count: $0.count) }
        }
        return record
    }
}

extension LoadRecord {
    /// What a history has of causes that was written before they were kept.
    fileprivate var exhaustedAlone: [CauseCount] { exhausted > 0 ? [CauseCount(cause: .exhausted, count: exhausted)] : [] }
}
