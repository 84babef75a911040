import FoundationEssentials
import Mustache

/// The report as one page that needs no network: styles and pictures are inside, and nothing of the target is markup.
enum HTMLReport {
    static func render(_ report: Report) throws -> String {
        let template = try MustacheTemplate(string: String(decoding: PackageResources.report_mustache, as: UTF8.self))
        return template.render(HTMLPage(report).context)
    }
}

/// What the template shows, as text; the template escapes all of it but the pictures.
struct HTMLPage {
    private let report: Report

    init(_ report: Report) { self.report = report }

    var context: [String: Any] {
        let open = report.checks.filter { $0.verdict == "inconclusive" || ($0.verdict == "skip" && $0.blockedBy == nil) }
        return [
            "version": report.tool.version, "profile": report.run.profile, "runID": report.run.id, "startedAt": report.run.startedAt,
            "target": report.run.target.url ?? report.run.target.kind, "verdict": report.verdict.rawValue,
            "verdictWord": Self.word(report.verdict), "reason": report.reason, "facts": facts, "hasOpen": !open.isEmpty,
            "open": open.map { ["id": $0.id, "observed": $0.observed] }, "hasChecks": !report.checks.isEmpty, "areas": areas,
            "hasTimelines": !report.timeline.isEmpty, "timelines": timelines,
            "hasLatency": !report.latency.isEmpty, "latency": latency, "latencyPlot": LatencyPlot(report.latency).svg,
            "throughputPlot": ThroughputPlot(report.throughput).svg, "generator": generator, "generatorReasons": report.generator.reasons,
            "environment": environment, "command": report.run.command,
        ]
    }

    private static func word(_ verdict: RunVerdict) -> String {
        switch verdict {
        case .pass: "Pass"
        case .fail: "Fail"
        case .inconclusive: "Inconclusive"
        case .invalid: "Invalid run"
        }
    }

    private var facts: [[String: String]] {
        let counts = Dictionary(grouping: report.checks, by: \.verdict).mapValues(\.count)
        let judged = [
            ["name": "contract", "value": "\(report.contract.quota) per \(Number.plain(report.contract.windowS)) s"],
            ["name": "checks passed", "value": "\(counts["pass"] ?? 0) of \(report.checks.count)"],
            ["name": "failed", "value": "\(counts["fail"] ?? 0)"],
            ["name": "limiter", "value": report.algorithm?.identified ?? "not recognised"],
        ]
        return (report.checks.isEmpty ? [] : judged) + [
            ["name": "requests sent", "value": "\(report.throughput.sent)"],
            ["name": "duration", "value": "\(Number.plain(report.run.durationS)) s"],
            ["name": "exit code", "value": "\(report.exitCode)"],
        ]
    }

    // MARK: Checks

    private static let areas: [(prefix: String, name: String)] = [
        ("HDR", "Header fields"), ("CNT", "Counting"), ("WIN", "Windows"), ("RTA", "Retry-After"), ("KEY", "Keys"),
        ("DST", "Several nodes"), ("SEM", "Meaning"), ("SFV", "Structured fields"), ("ALG", "Algorithm"),
    ]

    private var areas: [[String: Any]] {
        Self.areas.compactMap { area in
            let checks = report.checks.filter { $0.id.hasPrefix(area.prefix) }
            return checks.isEmpty ? nil : ["name": area.name, "checks": checks.map(check)]
        }
    }

    private func check(_ check: Report.Check) -> [String: Any] {
        [
            "id": check.id, "title": check.title, "level": check.level, "verdict": check.verdict, "mark": Self.mark(check.verdict),
            "isOpen": check.verdict == "fail", "expected": check.expected, "observed": check.observed, "power": check.power,
            "citation": check.citation.text, "url": check.citation.url, "reproduce": check.reproduce,
            "hasWitness": !check.witness.isEmpty,
            "witnessCount": check.witness.count == 1 ? "1 attempt" : "\(check.witness.count) attempts",
            "witness": check.witness.map(attempt),
        ].filter(Self.isPresent)
    }

    /// The template shows a section for every value that is there, an empty text included.
    private static func isPresent(_ member: (key: String, value: Any)) -> Bool { (member.value as? String) != "" }

    private static func mark(_ verdict: String) -> String {
        switch verdict {
        case "pass": "✓"
        case "fail": "✗"
        case "inconclusive": "?"
        case "observed": "·"
        default: "–"
        }
    }

    private func attempt(_ attempt: Report.Attempt) -> [String: Any] {
        [
            "index": "\(attempt.index)", "key": attempt.key, "operation": attempt.operation, "status": attempt.status.map { "\($0)" } ?? "none",
            "departed": attempt.departedS.map { Number.fixed($0, 3) } ?? "–", "head": attempt.headS.map { Number.fixed($0, 3) } ?? "–",
            "fields": attempt.fields.filter(Self.bearsOnLimits).map { "\($0.name): \($0.value)" }.joined(separator: "\n"), "excerpt": attempt.excerpt ?? "",
        ].filter(Self.isPresent)
    }

    /// The JSON report has every recorded field; the page shows those that a reader compares.
    private static func bearsOnLimits(_ field: Report.Field) -> Bool { field.name.contains("limit") || field.name.contains("retry") }

    // MARK: Measurement

    private var timelines: [[String: Any]] {
        report.timeline.map { timeline in
            ["key": timeline.key, "omitted": timeline.omitted > 0 ? "\(timeline.omitted)" : "",
             "svg": WindowPlot(timeline, windows: report.windows.filter { $0.key == timeline.key }, quota: report.contract.quota,
                               duration: report.run.durationS).svg].filter(Self.isPresent)
        }
    }

    private var latency: [[String: Any]] {
        report.latency.map { latency in
            let times = latency.responseTimeMs
            let cells = [times.p50, times.p90, times.p99, times.p99_9].map { estimate in
                ["value": Number.milliseconds(estimate.value), "range": Self.range(estimate)]
            }
            return ["outcome": latency.outcome, "count": "\(latency.count)", "cells": cells + [["value": Number.milliseconds(times.max.value)]]]
        }
    }

    private static func range(_ estimate: Report.Estimate) -> String {
        let ends = [estimate.low, estimate.high].map { $0.map(Number.milliseconds) ?? "–" }
        return ends.joined(separator: " … ")
    }

    private var generator: String {
        let health = report.generator
        let cpu = health.cpuShare.map { ", \(Number.fixed($0 * 100, 0)) % of one core" } ?? ""
        return "\(health.valid ? "Kept its schedule" : "Did not keep its schedule"): requests of load phases left "
            + "\(Number.milliseconds(health.lagMs.p50.value)) ms late at the median and \(Number.milliseconds(health.lagMs.p99.value)) ms at the "
            + "99th percentile\(cpu); \(report.throughput.missed) of \(report.throughput.scheduled) arrivals were missed."
    }

    private var environment: [[String: String]] {
        [
            ["name": "system", "value": report.environment.os], ["name": "cores", "value": "\(report.environment.cores)"],
            ["name": "host fingerprint", "value": report.environment.host], ["name": "seed", "value": "\(report.run.seed)"],
            ["name": "dialect", "value": report.contract.dialect],
            ["name": "server clock − ours", "value": report.clock.map {
                "\(Number.milliseconds($0.offsetMs.atLeast)) … \(Number.milliseconds($0.offsetMs.atMost)) ms" } ?? "unknown"],
        ]
    }
}

/// Numbers as a reader wants them.
enum Number {
    static func fixed(_ value: Double, _ digits: Int) -> String {
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        let scaled = Int64(exactly: min((abs(value) * scale).rounded(), 9e18)) ?? 0
        let sign = value < 0 && scaled > 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(scaled)" }
        let (whole, rest) = scaled.quotientAndRemainder(dividingBy: Int64(scale))
        let fraction = String(rest)
        return "\(sign)\(whole).\(String(repeating: "0", count: digits - fraction.count))\(fraction)"
    }

    /// Without trailing zeros.
    static func plain(_ value: Double) -> String {
        var text = fixed(value, 3)
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }

    /// Three digits that matter.
    static func milliseconds(_ value: Double) -> String { fixed(value, abs(value) < 10 ? 2 : abs(value) < 100 ? 1 : 0) }
}
