package import FoundationEssentials

/// The formats that a report can be written in, found by the ending of a file name.
package enum ReportFormat: Sendable, Equatable {
    case json
    case html
    case junit
    case markdown
    case windowTable
    case percentileTable
    case openMetrics
    /// Of one outcome: a histogram mixes nothing.
    case percentileLog(outcome: String)
    case text

    /// Every ending with what it means; of two that fit, the first counts.
    package static let endings: [(ending: String, format: ReportFormat, meaning: String)] = [
        (".json", .json, "everything, docs/schema/report-1.json"),
        (".html", .html, "a page of its own, no network"),
        (".xml", .junit, "JUnit, a case for each check, threshold and compared metric"),
        (".md", .markdown, "short, for a pull request or a job summary"),
        (".windows.csv", .windowTable, "a row for each window of each key"),
        (".csv", .percentileTable, "a row for each percentile of each outcome"),
        (".prom", .openMetrics, "OpenMetrics text"),
        (".limited.hgrm", .percentileLog(outcome: "limited"), "HdrHistogram percentile log of the limited responses (.refused.hgrm, .failed.hgrm alike)"),
        (".refused.hgrm", .percentileLog(outcome: "refused"), ""),
        (".failed.hgrm", .percentileLog(outcome: "failed"), ""),
        (".hgrm", .percentileLog(outcome: "admitted"), "HdrHistogram percentile log of the admitted responses"),
        (".txt", .text, "what the terminal shows with --verbose"),
    ]

    package init?(fileName: String) {
        let name = fileName.lowercased()
        guard let found = Self.endings.first(where: { name.hasSuffix($0.ending) }) else { return nil }
        self = found.format
    }

    package func render(_ report: Report) throws -> Data {
        switch self {
        case .json: try JSONReport.render(report)
        case .html: Data(try HTMLReport.render(report).utf8)
        case .junit: Data(JUnitReport.render(report).utf8)
        case .markdown: Data(MarkdownReport.render(report).utf8)
        case .windowTable: Data(CSVTables.windows(report).utf8)
        case .percentileTable: Data(CSVTables.percentiles(report).utf8)
        case .openMetrics: Data(OpenMetrics.render(report).utf8)
        case .percentileLog(let outcome): Data(PercentileLog.render(report, outcome: outcome).utf8)
        case .text: Data((ConsoleSummary(report, isVerbose: true).text + "\n").utf8)
        }
    }
}
