/// A short report for a pull request or a job summary: the verdict, what failed or stayed open, thresholds, latency.
enum MarkdownReport {
    private static let mostRows = 20

    static func render(_ report: Report) -> String {
        let parts = [head(report), failures(report), comparison(report), thresholds(report), latency(report), repeated(report)]
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
    }

    private static func head(_ report: Report) -> String {
        let sign = switch report.verdict {
        case .pass, .identified: "✅"
        case .fail: "❌"
        case .inconclusive, .notIdentified: "❔"
        case .invalid: "⚠️"
        }
        let target = report.run.target.url ?? report.run.target.kind
        let limiter = report.algorithm.map { "; the limiter looks like \($0.title)" } ?? ""
        return """
            ## \(sign) rateproof: \(report.verdict.word)

            \(text(report.reason))

            Profile \(code(report.run.profile)) against \(code(target)), \(contract(report)), \
            \(report.throughput.sent) requests in \(Number.plain(report.run.durationS)) s\(text(limiter)).
            """
    }

    private static func contract(_ report: Report) -> String {
        report.contract.algorithm == "unknown" ? "no contract given" : report.contract.shown
    }

    private static func failures(_ report: Report) -> String {
        let open = report.checks.filter { ["fail", "inconclusive"].contains($0.verdict) }.sorted { rank($0) < rank($1) }
        let rest = Dictionary(grouping: report.checks, by: \.verdict).mapValues(\.count)
        guard !report.checks.isEmpty else { return "" }
        let counts = "\(rest["pass"] ?? 0) of \(report.checks.count) checks passed, \(rest["fail"] ?? 0) failed, \(rest["inconclusive"] ?? 0) undecided, "
            + "\(rest["skip"] ?? 0) skipped."
        if open.isEmpty { return counts }
        let rows = open.prefix(mostRows).map { check in
            let level = check.level == "must" ? "" : " (\(check.level))"
            return [CheckArea.mark(check.verdict), "[\(check.id)](\(check.citation.url))", text(check.title) + level, text(check.observed)]
        }
        return counts + "\n\n" + table(["", "Check", "Promise", "Observed"], rows, left: open.count - rows.count)
    }

    /// What decides the verdict first.
    private static func rank(_ check: Report.Check) -> Int { (check.verdict == "fail" ? 0 : 2) + (check.level == "must" ? 0 : 1) }

    private static func thresholds(_ report: Report) -> String {
        guard !report.thresholds.isEmpty else { return "" }
        return table(["", "Threshold", "Limit", "Observed"], report.thresholds.map { threshold in
            let observed = [threshold.shownObserved ?? "nothing", threshold.explanation].filter { !$0.isEmpty }.joined(separator: "; ")
            return [CheckArea.mark(threshold.verdict), text(threshold.name), threshold.shownLimit, text(observed)]
        })
    }

    private static func latency(_ report: Report) -> String {
        guard !report.latency.isEmpty else { return "" }
        return table(["Response time, ms", "count", "p50", "p95", "p99", "max"], report.latency.map { latency in
            let times = latency.responseTimeMs
            return [latency.outcome, "\(latency.count)"] + [times.p50, times.p95, times.p99, times.max].map { Number.milliseconds($0.value) }
        })
    }

    private static func comparison(_ report: Report) -> String {
        guard let comparison = report.comparison else { return "" }
        return ComparisonText.markdown(comparison)
    }

    private static func repeated(_ report: Report) -> String {
        "<details><summary>Repeat this run</summary>\n\n\(fence(report.run.command))\n\n</details>"
    }

    // MARK: Markup

    static func table(_ head: [String], _ rows: [[String]], left: Int = 0) -> String {
        let lines = [head, head.map { _ in "---" }] + rows
        return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n") + (left > 0 ? "\n\n… and \(left) more." : "")
    }

    /// Words that a server may have chosen, as words: no markup, no second line, no end of the cell.
    static func text(_ words: String) -> String {
        var escaped = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "#", "!", "@": escaped += "\\\(scalar)"
            case "\n", "\r", "\t": escaped += " "
            case _ where scalar.value < 0x20: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }

    private static func code(_ words: String) -> String { "`\(words.filter { $0 != "`" && !$0.isNewline })`" }

    /// Fenced by more backticks than the words can hold in a row.
    private static func fence(_ words: String) -> String {
        let longest = words.split { $0 != "`" }.map(\.count).max() ?? 0
        let fence = String(repeating: "`", count: max(3, longest + 1))
        return "\(fence)sh\n\(words)\n\(fence)"
    }
}
