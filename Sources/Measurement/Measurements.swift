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

        fileprivate init(outcome: OutcomeClass) { self.outcome = outcome }

        fileprivate mutating func record(_ attempt: Attempt) {
            responseTime.record(attempt.responseTime)
            if let time = attempt.serviceTime { serviceTime.record(time) }
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
        let hasLoad = history.attempts.contains { measured.contains($0.phase) }
        var byClass: [OutcomeClass: Latency] = [:]
        for attempt in history.attempts where !hasLoad || measured.contains(attempt.phase) {
            guard let outcome = OutcomeClass(attempt, limitedStatuses: limitedStatuses) else { continue }
            byClass[outcome, default: Latency(outcome: outcome)].record(attempt)
        }
        latency = OutcomeClass.allCases.compactMap { byClass[$0] }
        throughput = Throughput(history, limitedStatuses)
        health = GeneratorHealth(history, limits)
    }
}

extension Measurements.Throughput {
    /// A day; nobody reads a table by the second that is longer.
    private static let mostSeconds = 86_400

    init(_ history: History, _ limitedStatuses: Set<Int>) {
        scheduled = history.attempts.count
        for attempt in history.attempts {
            if attempt.outcome == .notSent(.missed) { missed += 1 }
            guard let departed = attempt.departed else { continue }
            sent += 1
            if attempt.response != nil { completed += 1 }
            let second = min(max(0, departed.sinceStart.secondsRoundedDown), Self.mostSeconds)
            while perSecond.count <= second { perSecond.append(Second()) }
            perSecond[second].sent += 1
            switch OutcomeClass(attempt, limitedStatuses: limitedStatuses) {
            case .admitted: perSecond[second].admitted += 1
            case .limited: perSecond[second].limited += 1
            case .failed: perSecond[second].failed += 1
            case .refused, nil: break
            }
        }
    }
}
