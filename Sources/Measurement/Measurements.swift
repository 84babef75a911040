package import Timeline

/// Latency, throughput and the generator's own health, computed from a history.
package struct Measurements: Sendable {
    /// One class of outcome.
    package struct Latency: Sendable {
        package var outcome: OutcomeClass
        /// completed − scheduled.
        package private(set) var responseTime = Distribution()
        /// completed − departed.
        package private(set) var serviceTime = Distribution()
        /// Response times over the run.
        package private(set) var heat = HeatMap()

        fileprivate init(outcome: OutcomeClass, _ groups: [LoadTally.Group]) {
            self.outcome = outcome
            for group in groups {
                responseTime.add(group.responseTime)
                serviceTime.add(group.serviceTime)
                heat.add(group.heat)
            }
        }
    }

    package struct Throughput: Sendable, Equatable {
        package var scheduled = 0
        package var sent = 0
        package var missed = 0
        package var completed = 0
        package var perSecond: [Second] = []

        /// What happened in one second of the run, by departure.
        package struct Second: Sendable, Equatable {
            package var sent = 0
            package var admitted = 0
            package var limited = 0
            package var failed = 0
        }
    }

    /// What recorded load phases came to.
    package struct Load: Sendable, Equatable {
        package private(set) var scheduled = 0
        package private(set) var missed = 0
        private var counts: [OutcomeClass: Int] = [:]
        /// From the first scheduled instant to the last completion.
        private var length = TimeSpan.zero

        /// Answers in each second, of one outcome or, without any, of all but failures; nothing where there was no load.
        package func rate(of outcome: OutcomeClass?) -> Double? {
            guard length > .zero else { return nil }
            let count = outcome.map { counts[$0] ?? 0 } ?? counts.reduce(0) { $1.key == .failed ? $0 : $0 + $1.value }
            return Double(count) / length.inSeconds
        }
    }

    /// In the order of `OutcomeClass`; classes that did not occur are left out.
    package var latency: [Latency]
    package var throughput: Throughput
    /// Recorded load phases alone.
    package var load: Load
    /// In the order of the history's phases.
    package var phases: [PhaseSummary]
    package var health: GeneratorHealth
    /// Where the time of requests went, of those whose latencies are shown.
    package var firstByte: Distribution
    package var transfer: Distribution
    /// Why requests of the whole run had no response.
    package var causes: [CauseCount]
    /// Requests, of those whose latencies are shown, for which there was no connection: failures without a latency.
    package var unreached: Int
    /// What was found in bodies of recorded load phases; nothing where none was looked at.
    package var bodies: BodyRecord?

    /// Latencies come from recorded load phases; where there are none, from the experiments.
    package init(_ history: History, limitedStatuses: Set<Int>, limits: ValidityLimits) {
        let recorded = history.header.phases.map { $0.kind == .load && $0.recorded }
        var sums = Sums(phases: recorded.count)
        for record in history.loads { sums.add(LoadTally(record), phase: record.phase, isLoad: recorded[record.phase]) }
        let parts = concurrently(history.attempts.parts()) { part in
            var sums = Sums(phases: recorded.count)
            for attempt in part { sums.record(attempt, isLoad: recorded[attempt.phase]) }
            return sums
        }
        for part in parts { sums.add(part) }
        let shown = sums.load.scheduled > 0 ? sums.load : sums.rest
        (firstByte, transfer, unreached) = (shown.firstByte, shown.transfer, shown.unreached)
        latency = OutcomeClass.allCases.compactMap { outcome in
            let groups = shown.groups.filter { OutcomeClass($0.end, limitedStatuses: limitedStatuses) == outcome }
            return groups.isEmpty ? nil : Latency(outcome: outcome, groups.map(\.group))
        }
        health = GeneratorHealth(sums.load, history, limits)
        load = Load(sums.load, limitedStatuses)
        phases = sums.phases
        sums.load.add(sums.rest)
        throughput = Throughput(sums.load, limitedStatuses)
        causes = CauseCount.sorted(sums.load.causes)
        for record in history.ending.bodies ?? [] where recorded.indices.contains(record.phase) && recorded[record.phase] {
            bodies = bodies ?? BodyRecord(phase: record.phase)
            bodies?.add(record)
        }
    }

    /// Everything that is counted on one way through the attempts.
    private struct Sums: Sendable {
        var load = LoadTally()
        var rest = LoadTally()
        var phases: [PhaseSummary]

        init(phases: Int) { self.phases = Array(repeating: PhaseSummary(), count: phases) }

        mutating func record(_ attempt: Attempt, isLoad: Bool) {
            if isLoad { load.record(attempt) } else { rest.record(attempt) }
            phases[attempt.phase].record(attempt)
        }

        mutating func add(_ tally: LoadTally, phase: Int, isLoad: Bool) {
            if isLoad { load.add(tally) } else { rest.add(tally) }
            phases[phase].add(PhaseSummary(tally))
        }

        mutating func add(_ other: Sums) {
            load.add(other.load)
            rest.add(other.rest)
            for index in phases.indices { phases[index].add(other.phases[index]) }
        }
    }
}

extension Measurements.Load {
    init(_ tally: LoadTally, _ limitedStatuses: Set<Int>) {
        scheduled = tally.scheduled
        missed = tally.missed
        length = tally.span?.width ?? .zero
        for (end, group) in tally.groups {
            guard let outcome = OutcomeClass(end, limitedStatuses: limitedStatuses) else { continue }
            counts[outcome, default: 0] += group.responseTime.count
        }
    }
}

extension Measurements.Throughput {
    init(_ tally: LoadTally, _ limitedStatuses: Set<Int>) {
        scheduled = tally.scheduled
        missed = tally.missed
        for counts in tally.seconds {
            var second = Second()
            for (end, count) in counts {
                second.sent += count
                if end.status != nil { completed += count }
                switch OutcomeClass(end, limitedStatuses: limitedStatuses) {
                case .admitted: second.admitted += count
                case .limited: second.limited += count
                case .failed: second.failed += count
                case .refused, nil: break
                }
            }
            sent += second.sent
            perSecond.append(second)
        }
    }
}
