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

        fileprivate init(outcome: OutcomeClass, _ groups: [LoadTally.Group]) {
            self.outcome = outcome
            for group in groups {
                responseTime.add(group.responseTime)
                serviceTime.add(group.serviceTime)
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

    /// In the order of `OutcomeClass`; classes that did not occur are left out.
    package var latency: [Latency]
    package var throughput: Throughput
    package var health: GeneratorHealth

    /// Latencies come from recorded load phases; where there are none, from the experiments.
    package init(_ history: History, limitedStatuses: Set<Int>, limits: ValidityLimits) {
        let phases = history.header.phases
        let measured = Set(phases.indices.filter { phases[$0].kind == .load && phases[$0].recorded })
        let hasLoad = history.attempts.contains { measured.contains($0.phase) } || history.loads.contains { measured.contains($0.phase) }
        var load = LoadTally()
        var rest = LoadTally()
        for record in history.loads { if measured.contains(record.phase) { load.add(LoadTally(record)) } else { rest.add(LoadTally(record)) } }
        let parts = concurrently(history.attempts.parts()) { part in
            var (load, rest) = (LoadTally(), LoadTally())
            for attempt in part { if measured.contains(attempt.phase) { load.record(attempt) } else { rest.record(attempt) } }
            return (load, rest)
        }
        for part in parts {
            load.add(part.0)
            rest.add(part.1)
        }
        let shown = (hasLoad ? load : rest).groups
        latency = OutcomeClass.allCases.compactMap { outcome in
            let groups = shown.filter { OutcomeClass($0.end, limitedStatuses: limitedStatuses) == outcome }
            return groups.isEmpty ? nil : Latency(outcome: outcome, groups.map(\.group))
        }
        health = GeneratorHealth(load, history, limits)
        load.add(rest)
        throughput = Throughput(load, limitedStatuses)
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
