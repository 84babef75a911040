import Conformance

/// What a person reads on the terminal when a run is over.
package struct ConsoleSummary: Sendable {
    private let report: Report
    private let layout: TextLayout
    private let isVerbose: Bool

    /// `isVerbose` shows every check with what it could have caught, instead of those that did not pass.
    package init(_ report: Report, _ layout: TextLayout = TextLayout(), isVerbose: Bool = false) {
        self.report = report
        self.layout = layout
        self.isVerbose = isVerbose
    }

    package var text: String {
        let parts = [checks, algorithm, latency, bodies, cleanUp, thresholds, report.comparison.map { ComparisonText.lines($0, layout) } ?? [], verdictLines]
        return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// The comparison alone, with its verdict.
    package var comparison: String {
        [report.comparison.map { ComparisonText.lines($0, layout) } ?? [], verdictLines].map { $0.joined(separator: "\n") }.joined(separator: "\n\n")
    }

    /// The last lines alone.
    package var verdict: String { verdictLines.joined(separator: "\n") }

    private var verdictLines: [String] {
        let word = report.verdict.word.uppercased()
        var lines = layout.lines("\(word)  ", report.reason)
        lines[0] = layout.painted(word, report.verdict.rawValue) + lines[0].dropFirst(word.count)
        return lines
    }

    // MARK: Checks

    /// A line for each area, below it the checks that a reader has to look at.
    private var checks: [String] {
        let areas = CheckArea.all(of: report)
        let longest = areas.map(\.name.count).max() ?? 0
        return areas.flatMap { area -> [String] in
            let head = "\(area.name)\(String(repeating: " ", count: longest - area.name.count))  \(area.summary)"
            let (skipped, rest) = (area.checks.filter { $0.verdict == "skip" }, area.checks.filter { $0.verdict != "skip" })
            let shown = isVerbose ? area.checks : rest.filter { $0.verdict != "pass" }
            return [layout.painted(head, "head")] + shown.flatMap(lines) + (isVerbose ? [] : self.skipped(skipped))
        }
    }

    private func lines(_ check: Report.Check) -> [String] {
        let level = check.level == "must" || check.level == "observe" ? "" : " (\(check.level))"
        var lines = layout.marked(CheckArea.mark(check.verdict), check.verdict, margin: "  ", head: "\(check.id)  ", check.title + level)
        if check.verdict != "pass" { lines += layout.lines("            ", check.observed) }
        if check.verdict == "pass", !check.power.isEmpty { lines += layout.lines("            ", check.power) }
        if check.verdict == "fail", !check.reproduce.isEmpty, let command = check.reproduce.split(separator: "\n").first {
            lines.append("            to see it again: \(TextLayout.clean(String(command)))")
        }
        return lines
    }

    private func skipped(_ checks: [Report.Check]) -> [String] {
        let blocked = checks.compactMap { check in check.blockedBy.map { "\(check.id) (by \($0))" } }
        let other = checks.filter { $0.blockedBy == nil }.map(\.id)
        return [("explained by another failure: ", blocked), ("skipped: ", other)].filter { !$0.1.isEmpty }.flatMap { what, ids in
            layout.marked("–", "skip", margin: "  ", what + ids.joined(separator: ", "))
        }
    }

    // MARK: Measured

    private var algorithm: [String] {
        guard let found = report.algorithm else { return [] }
        let size = found.quota.map { quota in
            if found.identified == AlgorithmClass.delaying.rawValue { return ", from request \(quota + 1) of a key on" }
            return ", \(quota)" + (found.windowS.map { " per \(Number.plain($0)) s" } ?? "")
        } ?? ""
        let others = found.alternatives.isEmpty ? "" : " (or \(found.alternatives.joined(separator: ", ")))"
        let anchoring = found.anchoringInWords.map { "; \($0)" } ?? ""
        return layout.lines("", "the limiter looks like \(found.title)\(others)\(size)\(anchoring); confidence \(Number.plain(found.confidence))")
    }

    private var cleanUp: [String] { [CleanUpText.line(report)].filter { !$0.isEmpty } }

    private var bodies: [String] { [BodyText.line(report.bodies)].filter { !$0.isEmpty } }

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

    private var thresholds: [String] {
        report.thresholds.flatMap { threshold -> [String] in
            let observed = [threshold.shownObserved ?? "", threshold.explanation].filter { !$0.isEmpty }.joined(separator: "; ")
            return layout.marked(CheckArea.mark(threshold.verdict), threshold.verdict, "threshold \(threshold.name) \(threshold.shownLimit): \(observed)")
        }
    }
}
