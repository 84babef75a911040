package import Timeline

/// A limit on a latency percentile of one class of outcome.
package struct Threshold: Sendable, Equatable {
    package enum Quantity: String, Sendable, CaseIterable { case responseTime = "response_time", serviceTime = "service_time" }
    package enum Statistic: String, Sendable, CaseIterable {
        case p50, p90, p95, p99
        case p999 = "p99_9"

        package var share: Double {
            switch self {
            case .p50: 0.5
            case .p90: 0.9
            case .p95: 0.95
            case .p99: 0.99
            case .p999: 0.999
            }
        }
    }

    package enum Verdict: String, Sendable { case pass, fail, inconclusive }

    package var quantity: Quantity
    package var statistic: Statistic
    package var outcome: OutcomeClass
    package var atMost: TimeSpan

    package init(quantity: Quantity, statistic: Statistic, outcome: OutcomeClass, atMost: TimeSpan) {
        self.quantity = quantity
        self.statistic = statistic
        self.outcome = outcome
        self.atMost = atMost
    }

    package var name: String { "\(quantity.rawValue).\(statistic.rawValue) (\(outcome.rawValue))" }

    /// A percentile whose interval holds the limit decides nothing; no sample decides nothing either.
    package func judge(_ measurements: Measurements) -> (verdict: Verdict, observed: Distribution.Estimate?) {
        guard let latency = measurements.latency.first(where: { $0.outcome == outcome }) else { return (.inconclusive, nil) }
        let distribution = quantity == .responseTime ? latency.responseTime : latency.serviceTime
        let estimate = distribution.estimate(statistic.share)
        if let low = estimate.low, low > atMost { return (.fail, estimate) }
        if let high = estimate.high, high <= atMost { return (.pass, estimate) }
        return (.inconclusive, estimate)
    }
}
