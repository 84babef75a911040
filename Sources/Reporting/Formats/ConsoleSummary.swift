/// What a person reads on the terminal when a run is over.
package struct ConsoleSummary: Sendable {
    private let report: Report
    private let paint: Bool

    /// `colour` puts ANSI colours around verdicts.
    package init(_ report: Report, colour: Bool) {
        self.report = report
        paint = colour
    }

    package var text: String {
        var lines = checks + algorithm + [""] + latency
        if !report.thresholds.isEmpty { lines.append("") }
        lines += report.thresholds.map { threshold in
            "\(mark(threshold.verdict)) threshold \(threshold.name) \(threshold.bound == "at_most" ? "≤" : "≥") \(Number.measured(threshold.limit, threshold.unit)): "
                + [threshold.observed.map { Number.measured($0.value, threshold.unit) } ?? "", threshold.explanation].filter { !$0.isEmpty }.joined(separator: "; ")
        }
        if let comparison = report.comparison { lines += [""] + ComparisonText.lines(comparison) }
        return (lines + ["", verdict]).joined(separator: "\n")
    }

    /// The comparison alone, with its verdict.
    package var comparison: String { ((report.comparison.map(ComparisonText.lines) ?? []) + ["", verdict]).joined(separator: "\n") }

    private var algorithm: [String] {
        guard let found = report.algorithm else { return [] }
        let size = found.quota.map { quota in ", \(quota)" + (found.windowS.map { " per \(Number.plain($0)) s" } ?? "") } ?? ""
        let others = found.alternatives.isEmpty ? "" : " (or \(found.alternatives.joined(separator: ", ")))"
        return ["", "the limiter looks like \(found.title)\(others)\(size)\(found.anchoring.map { ", anchored: \($0)" } ?? ""); confidence \(Number.plain(found.confidence))"]
    }

    /// The last line alone.
    package var verdict: String { "\(painted(report.verdict.rawValue.uppercased(), report.verdict.rawValue))  \(report.reason)" }

    /// A line for each check that decided something, what was seen below all but a pass, and the rest in two lines.
    private var checks: [String] {
        var lines = report.checks.filter { $0.verdict != "skip" }.flatMap { check -> [String] in
            let head = "\(mark(check.verdict)) \(check.id)  \(check.title)" + (check.level == "must" ? "" : " (\(check.level))")
            return check.verdict == "pass" ? [head] : [head, "           \(check.observed)"]
        }
        let skipped = report.checks.filter { $0.verdict == "skip" }
        let blocked = skipped.compactMap { check in check.blockedBy.map { "\(check.id) (by \($0))" } }
        let other = skipped.filter { $0.blockedBy == nil }.map(\.id)
        if !blocked.isEmpty { lines.append("\(mark("skip")) explained by another failure: \(blocked.joined(separator: ", "))") }
        if !other.isEmpty { lines.append("\(mark("skip")) skipped: \(other.joined(separator: ", ")); the report says why") }
        return lines
    }

    private var latency: [String] {
        guard !report.latency.isEmpty else { return ["no response was measured"] }
        let rows = report.latency.map { latency -> [String] in
            let times = latency.responseTimeMs
            return [latency.outcome, "\(latency.count)"] + [times.p50, times.p90, times.p99, times.max].map { Number.milliseconds($0.value) }
        }
        let table = [["response time, ms", "count", "p50", "p90", "p99", "max"]] + rows
        let widths = table[0].indices.map { column in table.map { $0[column].count }.max() ?? 0 }
        return table.map { row in
            row.enumerated().map { column, cell in
                let space = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + space : space + cell
            }.joined(separator: "  ")
        }
    }

    private func mark(_ verdict: String) -> String {
        let sign = switch verdict {
        case "pass": "✓"
        case "fail": "✗"
        case "inconclusive": "?"
        case "observed": "·"
        default: "–"
        }
        return painted(sign, verdict)
    }

    private func painted(_ text: String, _ verdict: String) -> String {
        guard paint else { return text }
        let code = switch verdict {
        case "pass": "32"
        case "fail": "31"
        case "inconclusive", "invalid": "33"
        default: "2"
        }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }
}
