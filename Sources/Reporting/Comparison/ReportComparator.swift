package import Measurement

/// Holds the reports of two sides against each other: what was promised first, then what was measured.
package struct ReportComparator: Sendable {
    private let baseline: [Report]
    private let candidate: [Report]
    private let isPaired: Bool
    private var rules: ComparisonRules

    /// Both sides not empty; `isPaired` where their runs alternated.
    package init(baseline: [Report], candidate: [Report], isPaired: Bool = false, _ rules: ComparisonRules) {
        self.baseline = baseline
        self.candidate = candidate
        self.isPaired = isPaired
        self.rules = rules
    }

    package func comparison() -> Report.Comparison {
        let checks = checkChanges
        let metrics = metricChanges
        let verdict = verdict(checks.map(\.verdict) + metrics.map(\.verdict))
        return Report.Comparison(baseline: baseline.map(\.run.id), candidate: candidate.map(\.run.id), verdict: verdict,
                                 reason: reason(verdict, checks, metrics), checks: checks, metrics: metrics)
    }

    /// Worse is certain; everything else is only as good as its least certain part.
    private func verdict(_ parts: [String]) -> String {
        if parts.contains("worse") { return "worse" }
        if parts.isEmpty || parts.contains("cannot-tell") { return "cannot-tell" }
        return parts.contains("better") ? "better" : "equal"
    }

    private func reason(_ verdict: String, _ checks: [Report.CheckChange], _ metrics: [Report.MetricChange]) -> String {
        let check = checks.first { $0.verdict == verdict }.map { "\($0.id) (\($0.title)) was \($0.before) and is \($0.after)" }
        let metric = metrics.first { $0.verdict == verdict }.map { "\($0.name) \(ComparisonText.change($0))" }
        let more = (checks.count { $0.verdict == verdict } + metrics.count { $0.verdict == verdict }) - 1
        let what = (check ?? metric ?? "") + (more > 0 ? " (and \(more) more)" : "")
        return switch verdict {
        case "worse": "Worse than the baseline: \(what)."
        case "better": "Better than the baseline: \(what)."
        case "equal": "Equal to the baseline in all \(metrics.count) metrics, and no check changed its verdict."
        default: what.isEmpty ? "There is nothing to compare: neither checks nor load in both." : "Not decided: \(what)."
        }
    }

    // MARK: Checks

    /// From good to bad; of several runs the worst counts.
    private static let order = ["pass", "observed", "skip", "inconclusive", "fail"]

    private var checkChanges: [Report.CheckChange] {
        let changes = (candidate.first?.checks ?? []).compactMap { check -> Report.CheckChange? in
            guard let before = Self.worst(check.id, baseline), let after = Self.worst(check.id, candidate), before != after else { return nil }
            let verdict = switch (before, after) {
            case (_, "fail"): "worse"
            case ("fail", "pass"): "better"
            case ("pass", _): "cannot-tell"
            default: "equal"
            }
            return Report.CheckChange(id: check.id, title: check.title, before: before, after: after, verdict: verdict)
        }
        let ranks = ["worse": 0, "cannot-tell": 1, "better": 2]
        return changes.filter { $0.verdict != "equal" }.enumerated().sorted { a, b in
            (ranks[a.element.verdict] ?? 3, a.offset) < (ranks[b.element.verdict] ?? 3, b.offset)
        }.map(\.element)
    }

    private static func worst(_ id: String, _ reports: [Report]) -> String? {
        reports.compactMap { report in report.checks.first { $0.id == id }?.verdict }.max { (order.firstIndex(of: $0) ?? 0) < (order.firstIndex(of: $1) ?? 0) }
    }

    // MARK: Metrics

    private struct Metric {
        var name: String
        var unit: String
        var scale = MetricComparison.Scale.ratio
        var lessIsBetter = true
        var leastSpread = 0.0
        /// Nothing for a run that cannot say.
        var value: (Report) -> Double?
    }

    private var metricChanges: [Report.MetricChange] {
        let runs = baseline + candidate
        let metrics = Self.metrics(runs).filter { metric in runs.allSatisfy { metric.value($0) != nil } }
        var rules = rules
        rules.metrics = metrics.count
        let invalid = runs.first { !$0.generator.valid }
        return metrics.map { metric in
            var found = MetricComparison(
                baseline: baseline.compactMap(metric.value), candidate: candidate.compactMap(metric.value), scale: metric.scale,
                lessIsBetter: metric.lessIsBetter, isPaired: isPaired, leastSpread: metric.leastSpread, rules)
            if let invalid {
                found.verdict = .cannotTell
                found.explanation = "run \(invalid.run.id) is not valid: \(invalid.generator.reasons.first ?? "the generator did not keep its schedule")"
            }
            return Report.MetricChange(
                name: metric.name, unit: metric.unit, baseline: Rounded.to(1e3, found.baseline), candidate: Rounded.to(1e3, found.candidate),
                changeUnit: metric.scale == .ratio ? "%" : "pp",
                change: Report.Estimate(value: Rounded.to(1e3, found.change), low: found.low.map { Rounded.to(1e3, $0) }, high: found.high.map { Rounded.to(1e3, $0) }),
                verdict: found.verdict.rawValue, explanation: found.explanation)
        }
    }

    private static func metrics(_ runs: [Report]) -> [Metric] {
        let answered = runs.map { $0.latency.reduce(0) { $0 + $1.count } }
        let failed = zip(runs, answered).map { run, all in Double(run.latency.first { $0.outcome == "failed" }?.count ?? 0) / Double(max(1, all)) }
        let share = failed.reduce(0, +) / Double(max(1, failed.count))
        let least = Double(max(1, answered.min() ?? 1))
        // A percentile that no sample bounds from above is the largest of a few, not a percentile.
        func percentile(_ which: KeyPath<Report.Percentiles, Report.Estimate>) -> (Report) -> Double? {
            { run in
                let estimate = run.latency.first { $0.outcome == "admitted" }?.responseTimeMs[keyPath: which]
                return estimate?.high == nil ? nil : estimate?.value
            }
        }
        return [
            Metric(name: "response_time.p50 (admitted)", unit: "ms", value: percentile(\.p50)),
            Metric(name: "response_time.p99 (admitted)", unit: "ms", value: percentile(\.p99)),
            Metric(name: "rate", unit: "/s", lessIsBetter: false) { run in
                let loads = run.phases.filter { $0.kind == "load" && $0.recorded && $0.durationS > 0 }
                let length = loads.reduce(0) { $0 + $1.durationS }
                return length > 0 ? loads.reduce(0.0) { $0 + Double($1.completed) } / length : nil
            },
            Metric(name: "share (failed)", unit: "%", scale: .difference,
                   leastSpread: 100 * (max(share, 1 / least) * (1 - min(share, 0.5)) / least).squareRoot()) { run in
                let all = run.latency.reduce(0) { $0 + $1.count }
                return all > 0 ? 100 * Double(run.latency.first { $0.outcome == "failed" }?.count ?? 0) / Double(all) : nil
            },
        ]
    }
}

extension Report {
    /// This report as the one of a comparison: its verdict says how the two sides compare.
    package func compared(_ comparison: Comparison) -> Report {
        var report = self
        report.comparison = comparison
        (report.verdict, report.exitCode) = switch comparison.verdict {
        case "worse": (.fail, ExitStatus.breached)
        case "cannot-tell": (.inconclusive, ExitStatus.inconclusive)
        default: (.pass, ExitStatus.pass)
        }
        report.reason = comparison.reason
        return report
    }

    /// This report with a comparison that may only make its verdict worse.
    package func held(against comparison: Comparison) -> Report {
        let rank = { (code: Int) in [ExitStatus.violated, ExitStatus.invalid, ExitStatus.breached, ExitStatus.inconclusive].firstIndex(of: code) ?? 4 }
        let compared = compared(comparison)
        if rank(compared.exitCode) < rank(exitCode) { return compared }
        var report = self
        report.comparison = comparison
        return report
    }
}
