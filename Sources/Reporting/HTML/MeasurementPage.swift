/// Latency, throughput and the generator, as the page shows them.
struct MeasurementPage {
    private let report: Report

    init(_ report: Report) { self.report = report }

    var context: [String: Any] {
        let (stages, plot) = (stages, ThroughputPlot(report.throughput))
        let members: [String: Any] = [
            "hasStages": !stages.isEmpty, "stages": stages, "connections": connections, "bodies": BodyText.line(report.bodies), "cleanUp": CleanUpText.line(report),
            "hasLatency": !report.latency.isEmpty, "latency": report.latency.flatMap(rows), "latencyPlot": LatencyPlot(report.latency).svg,
            "heats": report.latency.compactMap(heat), "throughput": throughput, "throughputPlot": plot.svg,
            "throughputCaption": plot.caption,
            "hasPhases": !report.phases.isEmpty, "phases": report.phases.map(phase), "generator": generator, "generatorReasons": report.generator.reasons,
        ]
        return members.filter(isPresent)
    }

    private func rows(_ latency: Report.Latency) -> [[String: Any]] {
        [("response", latency.responseTimeMs), ("service", latency.serviceTimeMs)].map { name, times in
            ["outcome": latency.outcome, "time": name, "count": "\(latency.count)", "cells": cells(times)]
        }
    }

    private func cells(_ times: Report.Percentiles) -> [[String: String]] {
        [times.p50, times.p90, times.p95, times.p99, times.p99_9].map { estimate in
            ["value": Number.milliseconds(estimate.value), "range": Self.range(estimate)]
        } + [["value": Number.milliseconds(times.max.value)]]
    }

    /// From the name of the host to the last byte.
    private var stages: [[String: Any]] {
        guard let connections = report.connections, !report.latency.isEmpty else { return [] }
        let all = [("name lookup", connections.lookupMs), ("connect", connections.connectMs), ("TLS handshake", connections.handshakeMs),
                   ("first byte, from departure", connections.firstByteMs), ("transfer, from the head", connections.transferMs)]
        return all.compactMap { name, times in times.map { ["name": name, "cells": cells($0)] } }
    }

    private var connections: String {
        guard let connections = report.connections else { return "" }
        let opened = connections.opened > 0 ? "\(connections.opened) connections were opened." : ""
        let failures = connections.failures.map { "\($0.count) × \($0.cause)" }.joined(separator: "; ")
        let resent = connections.resent.map { "\($0) times a request was sent again that the server had not looked at." } ?? ""
        return [opened, resent, failures.isEmpty ? "" : "Without a response: \(failures)."].filter { !$0.isEmpty }.joined(separator: " ")
    }

    static func range(_ estimate: Report.Estimate) -> String {
        [estimate.low, estimate.high].map { $0.map(Number.milliseconds) ?? "–" }.joined(separator: " … ")
    }

    private func heat(_ latency: Report.Latency) -> [String: Any]? {
        let svg = HeatPlot(latency).svg
        return svg.isEmpty ? nil : ["outcome": latency.outcome, "svg": svg]
    }

    private var throughput: [[String: String]] {
        let counts = report.throughput
        return named([("scheduled", "\(counts.scheduled)"), ("sent", "\(counts.sent)"), ("completed", "\(counts.completed)"), ("missed", "\(counts.missed)")])
    }

    private func phase(_ phase: Report.Phase) -> [String: String] {
        [
            "name": phase.name + (phase.recorded ? "" : " (warm-up)"), "kind": phase.kind, "started": "\(Number.fixed(phase.startedS, 1)) s",
            "duration": "\(Number.fixed(phase.durationS, 1)) s", "scheduled": "\(phase.scheduled)", "sent": "\(phase.sent)", "completed": "\(phase.completed)",
            "missed": "\(phase.missed)", "rate": phase.durationS > 0 ? Number.milliseconds(Double(phase.completed) / phase.durationS) : "–",
        ]
    }

    private var generator: String {
        let health = report.generator
        guard report.phases.contains(where: { $0.kind == "load" && $0.recorded }) else {
            return "There was no load phase, so the generator's lateness was not measured."
        }
        let cpu = health.cpuShare.map { ", with \(Number.fixed($0 * 100, 0)) % of one core in all" } ?? ""
        let sender = (health.loops ?? 1) > 1 ? "The busiest of \(health.loops ?? 1) sending threads" : "The sending thread"
        let loop = health.loopShare.map { " \(sender) was busy for \(Number.fixed($0 * 100, 0)) % of the busiest load phase." } ?? ""
        let stall = health.longestStallMs.map { " It stood still for \(Number.milliseconds($0)) ms at most." } ?? ""
        return "\(health.valid ? "Kept its schedule" : "Did not keep its schedule"): requests of load phases left "
            + "\(Number.milliseconds(health.lagMs.p50.value)) ms late at the median and \(Number.milliseconds(health.lagMs.p99.value)) ms at the "
            + "99th percentile\(cpu); \(report.throughput.missed) of \(report.throughput.scheduled) arrivals were missed.\(loop)\(stall)"
    }
}
