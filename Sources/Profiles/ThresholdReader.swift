import LoadEngine
import Measurement
import Timeline

extension ProfileReader {
    func thresholds() -> [Threshold] { root["thresholds"].items.compactMap(threshold) }

    private func threshold(_ field: Field) -> Threshold? {
        field.allow(["metric", "outcome", "at_most", "at_least"])
        guard let metric = field["metric"].choice(Threshold.Metric.all) else { return nil }
        let classes: [(name: String, value: OutcomeClass?)] = OutcomeClass.allCases.map { ($0.rawValue, $0) } + [("all", nil)]
        var outcome: OutcomeClass??
        if metric.hasOutcome {
            outcome = field["outcome"].choice(classes, default: metric == .rate ? .some(nil) : nil)
        } else {
            if field["outcome"].isPresent { field["outcome"].report("\(metric.name) has no outcome", "Remove it.") }
            outcome = .some(nil)
        }
        guard let (bound, limit) = limit(field, metric), let outcome else { return nil }
        return Threshold(metric, outcome: outcome, bound, limit)
    }

    /// Either of the two bounds, in the metric's unit.
    private func limit(_ field: Field, _ metric: Threshold.Metric) -> (Threshold.Bound, Double)? {
        if field["at_most"].isPresent, field["at_least"].isPresent {
            field.report("at_most and at_least exclude each other", "Keep one of them, or write two thresholds.")
            return nil
        }
        let bound: Threshold.Bound = field["at_least"].isPresent ? .atLeast : .atMost
        let value = field[bound.rawValue]
        let limit: Double? = switch metric {
        case .latency: value.duration()?.inMilliseconds
        case .share, .missed, .wrongBodies: value.share().map { $0 * 100 }
        case .cpu: value.percent(upTo: 100_000).map { $0 * 100 }
        case .rate: value.rate()?.perSecond
        }
        return limit.map { (bound, $0) }
    }
}
