/// A comparison in words and tables.
enum ComparisonText {
    /// `+12.3 % (4.1 … 20.9)`
    static func change(_ metric: Report.MetricChange) -> String {
        let unit = metric.changeUnit == "pp" ? "points" : "%"
        let range = metric.change.low.flatMap { low in metric.change.high.map { " (\(signed(low)) … \(signed($0)))" } } ?? ""
        return "\(signed(metric.change.value)) \(unit)\(range)"
    }

    private static func signed(_ value: Double) -> String { (value >= 0.05 ? "+" : "") + Number.fixed(value, 1) }

    static func mark(_ verdict: String) -> String { ["equal": "=", "better": "✓", "worse": "✗"][verdict] ?? "?" }

    static func markdown(_ comparison: Report.Comparison) -> String {
        var parts = ["### Against the baseline: \(comparison.verdict)", MarkdownReport.text(comparison.reason)]
        if !comparison.checks.isEmpty {
            parts.append(MarkdownReport.table(["", "Check", "before", "now"], comparison.checks.map { change in
                [mark(change.verdict), MarkdownReport.text("\(change.id) \(change.title)"), change.before, change.after]
            }))
        }
        if !comparison.metrics.isEmpty {
            parts.append(MarkdownReport.table(["", "Metric", "baseline", "now", "change"], comparison.metrics.map { metric in
                [mark(metric.verdict), MarkdownReport.text(metric.name), Number.measured(metric.baseline, metric.unit),
                 Number.measured(metric.candidate, metric.unit), MarkdownReport.text("\(change(metric)): \(metric.explanation)")]
            }))
        }
        return parts.joined(separator: "\n\n")
    }

    /// Lines for the terminal.
    static func lines(_ comparison: Report.Comparison, _ layout: TextLayout) -> [String] {
        func marked(_ verdict: String, head: String = "", _ words: String) -> [String] { layout.marked(mark(verdict), verdict, head: head, words) }
        let runs = "\(comparison.baseline.count) against \(comparison.candidate.count) runs"
        return ["against the baseline, \(runs):"] + comparison.checks.flatMap { change in
            marked(change.verdict, head: "\(change.id)  ", "\(change.title): \(change.before) before, \(change.after) now")
        } + comparison.metrics.flatMap { metric in
            let values = "\(Number.measured(metric.baseline, metric.unit)) → \(Number.measured(metric.candidate, metric.unit))"
            return marked(metric.verdict, "\(metric.name): \(values), \(change(metric)): \(metric.verdict)") + layout.lines("    ", metric.explanation)
        }
    }
}
