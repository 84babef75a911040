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
        case "equal": "Equal to the baseline in all \(metrics.count) metrics, and no check is worse or undecided that was not."
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
            case ("pass", _), ("fail", _), (_, "inconclusive"): "cannot-tell"
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
        let metrics = Self.metrics(baseline, runs).filter { metric in runs.contains { metric.value($0) != nil } }
        var rules = rules
        rules.metrics = metrics.count
        return metrics.map { metric in
            var found = MetricComparison(
                baseline: baseline.compactMap(metric.value), candidate: candidate.compactMap(metric.value), scale: metric.scale,
                lessIsBetter: metric.lessIsBetter, isPaired: isPaired, leastSpread: metric.leastSpread, rules)
            if metric.scale == .difference, let none = Self.none(metric, runs) {
                (found.verdict, found.explanation) = (.equal, none)
            }
            if let reason = Self.undecidable(metric, runs) { (found.verdict, found.explanation) = (.cannotTell, reason) }
            return Report.MetricChange(
                name: metric.name, unit: metric.unit, baseline: Rounded.to(1e3, found.baseline), candidate: Rounded.to(1e3, found.candidate),
                changeUnit: metric.scale == .ratio ? "%" : "pp",
                change: Report.Estimate(rounded: found.change, low: found.low, high: found.high),
                verdict: found.verdict.rawValue, explanation: found.explanation)
        }
    }

    /// Why the metric decides nothing: a run that is no measure, or one that has no value.
    private static func undecidable(_ metric: Metric, _ runs: [Report]) -> String? {
        if let run = runs.first(where: { !$0.generator.valid }) {
            return "run \(run.run.id) is not valid: \(run.generator.reasons.first ?? "the generator did not keep its schedule")"
        }
        if let run = runs.first(where: { $0.run.partial != nil }) { return "run \(run.run.id) is partial: \(run.run.partial ?? "")" }
        let missing = runs.count { metric.value($0) == nil }
        return missing > 0 ? "\(missing) of \(runs.count) runs have no value" : nil
    }

    /// Where every run has the same share at an end of the scale, nothing varies, and counting says what would have shown.
    private static func none(_ metric: Metric, _ runs: [Report]) -> String? {
        guard let first = runs.first.flatMap(metric.value), first == 0 || first == 100, runs.allSatisfy({ metric.value($0) == first }) else { return nil }
        // The rule of three: what happens with this probability is missed by so many with one of 5 % (J. Hanley, A. Lippman-Hand, 1983).
        let fewest = Double(max(1, runs.map(Self.measured).min() ?? 1))
        return "\(Number.plain(first)) % in every run; a share of \(Number.plain(300 / fewest, digits: 2)) % in one would have shown"
    }

    private static func metrics(_ baseline: [Report], _ runs: [Report]) -> [Metric] {
        let least = Double(max(1, runs.map(measured).min() ?? 1))
        func spread(_ value: (Report) -> Double?) -> Double {
            let share = runs.compactMap(value).reduce(0) { $0 + $1 / 100 } / Double(max(1, runs.count))
            let rare = max(min(share, 1 - share), 1 / least)
            return 100 * (rare * (1 - min(rare, 0.5)) / least).squareRoot()
        }
        let (failed, admitted) = ({ share("failed", $0) }, { share("admitted", $0) })
        var metrics = [
            Metric(name: "response_time.p50 (admitted)", unit: "ms", value: { percentile(\.p50, $0) }),
            Metric(name: "rate", unit: "/s", lessIsBetter: false, value: rate),
            Metric(name: "share (failed)", unit: "%", scale: .difference, leastSpread: spread(failed), value: failed),
        ]
        // A percentile that no sample bounds from above is the largest of a few, not a percentile.
        if runs.allSatisfy({ run in run.latency.first { $0.outcome == "admitted" }.map { $0.responseTimeMs.p99.high != nil } ?? true }) {
            metrics.insert(Metric(name: "response_time.p99 (admitted)", unit: "ms", value: { percentile(\.p99, $0) }), at: 1)
        }
        // Where the load is meant to stay below the limit; above it, what is admitted is the limiter's affair, and its windows'.
        if baseline.allSatisfy({ (admitted($0) ?? 0) >= mostAdmitted }) {
            metrics.append(Metric(name: "share (admitted)", unit: "%", scale: .difference, lessIsBetter: false, leastSpread: spread(admitted), value: admitted))
        }
        return metrics
    }

    /// In percent.
    private static let mostAdmitted = 99.0

    private static func percentile(_ which: KeyPath<Report.Percentiles, Report.Estimate>, _ run: Report) -> Double? {
        run.latency.first { $0.outcome == "admitted" }?.responseTimeMs[keyPath: which].value
    }

    private static func rate(_ run: Report) -> Double? {
        let loads = run.phases.filter { $0.kind == "load" && $0.recorded && $0.durationS > 0 }
        let length = loads.reduce(0) { $0 + $1.durationS }
        return length > 0 ? loads.reduce(0.0) { $0 + Double($1.completed) } / length : nil
    }

    /// Requests of what is shown, with those that found no connection.
    private static func measured(_ run: Report) -> Int { run.latency.reduce(run.connections?.unreached ?? 0) { $0 + $1.count } }

    /// In percent.
    private static func share(_ outcome: String, _ run: Report) -> Double? {
        let all = measured(run)
        let unreached = outcome == "failed" ? run.connections?.unreached ?? 0 : 0
        return all > 0 ? 100 * Double((run.latency.first { $0.outcome == outcome }?.count ?? 0) + unreached) / Double(all) : nil
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
