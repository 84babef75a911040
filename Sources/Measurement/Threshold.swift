/// A limit on something that a run measured.
package struct Threshold: Sendable, Equatable {
    package enum Quantity: String, Sendable, CaseIterable { case responseTime = "response_time", serviceTime = "service_time", lag }
    package enum Statistic: String, Sendable, CaseIterable {
        case p50, p90, p95, p99
        case p999 = "p99_9"
        case max

        package var share: Double {
            switch self {
            case .p50: 0.5
            case .p90: 0.9
            case .p95: 0.95
            case .p99: 0.99
            case .p999: 0.999
            case .max: 1
            }
        }
    }

    /// What is limited; every one of these is in the report too.
    package enum Metric: Sendable, Equatable {
        /// In milliseconds; lag is the generator's own and has no outcome.
        case latency(Quantity, Statistic)
        /// The share of all answered or failed requests that had the outcome, in percent.
        case share
        /// Responses of load phases in each second, in one of them on average.
        case rate
        /// The share of arrivals that the in-flight cap held back, in percent.
        case missed
        /// The share of the bodies looked at that were wrong, in percent.
        case wrongBodies
        /// The generator's own CPU time, in percent of one core.
        case cpu

        /// Every metric by the name that a profile gives it.
        package static let all: [(name: String, value: Metric)] = Quantity.allCases.flatMap { quantity in
            Statistic.allCases.map { ("\(quantity.rawValue).\($0.rawValue)", .latency(quantity, $0)) }
        } + [("share", .share), ("rate", .rate), ("missed", .missed), ("wrong_bodies", .wrongBodies), ("cpu", .cpu)]

        package var name: String { Self.all.first { $0.value == self }?.name ?? "" }

        package var unit: String {
            switch self {
            case .latency: "ms"
            case .share, .missed, .wrongBodies, .cpu: "%"
            case .rate: "/s"
            }
        }

        /// True where the requests of one outcome are meant.
        package var hasOutcome: Bool {
            switch self {
            case .latency(.lag, _), .missed, .wrongBodies, .cpu: false
            case .latency, .share, .rate: true
            }
        }
    }

    package enum Bound: String, Sendable { case atMost = "at_most", atLeast = "at_least" }

    package enum Verdict: String, Sendable { case pass, fail, inconclusive }

    package var metric: Metric
    /// Nothing for all outcomes together.
    package var outcome: OutcomeClass?
    package var bound: Bound
    /// In the metric's unit.
    package var limit: Double

    package init(_ metric: Metric, outcome: OutcomeClass?, _ bound: Bound, _ limit: Double) {
        self.metric = metric
        self.outcome = outcome
        self.bound = bound
        self.limit = limit
    }

    package var name: String { metric.name + (metric.hasOutcome ? " (\(outcome?.rawValue ?? "all"))" : "") }
}
