import FoundationEssentials
import Mustache

/// The report as one page that needs no network: styles, script and pictures are inside, and nothing of the target is markup.
enum HTMLReport {
    static func render(_ report: Report) throws -> String {
        MustacheContentTypes.register(Markup.ContentType(), named: Markup.ContentType.name)
        let template = try MustacheTemplate(string: text(PackageResources.report_mustache))
        return template.render(HTMLPage(report).context)
    }

    static var style: String { text(PackageResources.report_css) }
    static var script: String { text(PackageResources.report_js) }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// What the template shows, as text; the template escapes all of it but the pictures.
struct HTMLPage {
    private let report: Report

    init(_ report: Report) { self.report = report }

    var context: [String: Any] {
        let parts = [head, thresholds, comparison, CheckSection(report).context, LimiterSection(report).context, MeasurementPage(report).context, environment]
        return parts.reduce(into: [:]) { all, part in all.merge(part) { $1 } }
    }

    private var head: [String: Any] {
        [
            "style": HTMLReport.style, "script": HTMLReport.script,
            "version": report.tool.version, "profile": report.run.profile, "runID": report.run.id, "startedAt": report.run.startedAt,
            "target": report.run.target.url ?? report.run.target.kind, "verdict": report.verdict.rawValue,
            "verdictWord": Self.word(report.verdict), "reason": report.reason, "facts": facts,
            "promise": report.contract.promise.map { [$0] } ?? [],
        ]
    }

    private static func word(_ verdict: RunVerdict) -> String {
        switch verdict {
        case .pass: "Pass"
        case .fail: "Fail"
        case .inconclusive: "Inconclusive"
        case .invalid: "Invalid run"
        case .identified: "Identified"
        case .notIdentified: "Not identified"
        }
    }

    private var facts: [[String: String]] {
        let counts = Dictionary(grouping: report.checks, by: \.verdict).mapValues(\.count)
        // A promise that needs a sentence stands below the verdict.
        let contract = report.contract.promise == nil ? [("contract", report.contract.shown)] : []
        let judged = contract + [
            ("checks passed", "\(counts["pass"] ?? 0) of \(report.checks.count)"),
            ("failed", "\(counts["fail"] ?? 0)"),
            ("undecided", "\(counts["inconclusive"] ?? 0)"),
        ]
        return named((report.checks.isEmpty ? [] : judged) + [
            ("requests sent", "\(report.throughput.sent)"),
            ("duration", "\(Number.plain(report.run.durationS)) s"),
            ("exit code", "\(report.exitCode)"),
        ])
    }

    private var thresholds: [String: Any] {
        let rows = report.thresholds.map { threshold -> [String: String] in
            let observed = threshold.observed.map { observed in
                (threshold.shownObserved ?? "") + (observed.low == observed.high ? "" : " (\(MeasurementPage.range(observed)))")
            }
            return ["verdict": threshold.verdict, "mark": CheckArea.mark(threshold.verdict), "name": threshold.name, "explanation": threshold.explanation,
                    "limit": threshold.shownLimit, "observed": observed ?? "nothing"]
        }
        return ["hasThresholds": !rows.isEmpty, "thresholds": rows]
    }

    private var comparison: [String: Any] {
        guard let comparison = report.comparison else { return ["hasComparison": false] }
        return [
            "hasComparison": true, "comparisonReason": comparison.reason,
            "comparedRuns": "\(comparison.baseline.count) against \(comparison.candidate.count) runs",
            "checkChanges": comparison.checks.map {
                ["id": $0.id, "title": $0.title, "before": $0.before, "after": $0.after, "mark": ComparisonText.mark($0.verdict), "verdict": $0.verdict]
            },
            "metricChanges": comparison.metrics.map { metric in
                ["name": metric.name, "before": Number.measured(metric.baseline, metric.unit), "after": Number.measured(metric.candidate, metric.unit),
                 "change": ComparisonText.change(metric), "mark": ComparisonText.mark(metric.verdict), "verdict": metric.verdict, "explanation": metric.explanation]
            },
        ]
    }

    private var environment: [String: Any] {
        [
            "environment": named([
                ("system", report.environment.os), ("cores", "\(report.environment.cores)"), ("host fingerprint", report.environment.host),
                ("seed", "\(report.run.seed)"), ("dialect", report.contract.dialect), ("transport", report.run.target.transport ?? "none (virtual time)"),
                ("server clock − ours", report.clock.map {
                    "\(Number.milliseconds($0.offsetMs.atLeast)) … \(Number.milliseconds($0.offsetMs.atMost)) ms" } ?? "unknown"),
            ]),
            "command": report.run.command, "profileSource": report.run.profileSource,
        ]
    }
}

/// Rows of a definition list.
func named(_ rows: [(String, String)]) -> [[String: String]] { rows.map { ["name": $0, "value": $1] } }
