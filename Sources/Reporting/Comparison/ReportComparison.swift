extension Report {
    /// Against a baseline, metric by metric.
    package struct Comparison: Codable, Sendable, Equatable {
        /// Runs on each side, by their ids.
        package var baseline: [String]
        package var candidate: [String]
        /// equal, better, worse or cannot-tell.
        package var verdict: String
        /// The verdict in one sentence.
        package var reason: String
        /// Checks whose verdict is another one now; those that passed and fail now first.
        package var checks: [CheckChange]
        package var metrics: [MetricChange]
    }

    package struct CheckChange: Codable, Sendable, Equatable {
        package var id: String
        package var title: String
        package var before: String
        package var after: String
        /// better, worse or cannot-tell.
        package var verdict: String
    }

    package struct MetricChange: Codable, Sendable, Equatable {
        package var name: String
        /// ms or /s.
        package var unit: String
        /// In the middle of the runs of each side.
        package var baseline: Double
        package var candidate: Double
        /// % for candidate ÷ baseline − 1, pp for a difference of percentages.
        package var changeUnit: String
        /// With the interval that holds the true change.
        package var change: Estimate
        /// equal, better, worse or cannot-tell.
        package var verdict: String
        /// Why, in one sentence.
        package var explanation: String
    }
}
