/// OpenMetrics text (github.com/prometheus/OpenMetrics, 1.0), for a push gateway or a text-file collector.
enum OpenMetrics {
    static func render(_ report: Report) -> String {
        let run = [("profile", report.run.profile)]
        var families = [
            family("rateproof_run", "gauge", "The verdict of the run, and its exit code.", [
                ("", run + [("verdict", report.verdict.rawValue), ("run", report.run.id)], Double(report.exitCode)),
            ]),
            family("rateproof_run_duration_seconds", "gauge", "How long the run took.", [("", run, report.run.durationS)], unit: "seconds"),
            family("rateproof_check", "gauge", "1 for the verdict of each check.", report.checks.map { check in
                ("", run + [("check", check.id), ("level", check.level), ("verdict", check.verdict)], 1)
            }),
            family("rateproof_requests", "gauge", "Requests by what became of them.", [
                ("scheduled", report.throughput.scheduled), ("sent", report.throughput.sent), ("completed", report.throughput.completed),
                ("missed", report.throughput.missed),
            ].map { ("", run + [("state", $0.0)], Double($0.1)) }),
        ]
        families += [("response", \Report.Latency.responseTimeMs), ("service", \.serviceTimeMs)].map { name, times in
            family("rateproof_\(name)_time_seconds", "summary", "The \(name) time by outcome.", report.latency.flatMap { latency in
                let values = latency[keyPath: times]
                let labels = run + [("outcome", latency.outcome)]
                let quantiles = [("0.5", values.p50), ("0.9", values.p90), ("0.95", values.p95), ("0.99", values.p99), ("0.999", values.p99_9)]
                return quantiles.map { ("", labels + [("quantile", $0.0)], $0.1.value / 1_000) } + [("_count", labels, Double(latency.count))]
            }, unit: "seconds")
        }
        families.append(family("rateproof_generator_valid", "gauge", "1 where the generator kept its schedule.", [("", run, report.generator.valid ? 1 : 0)]))
        var told: Set<String> = []
        families.append(family("rateproof_threshold", "gauge", "1 for the verdict of each threshold.", report.thresholds.compactMap { threshold in
            let limit = [("bound", threshold.bound), ("limit", "\(Number.plain(threshold.limit, digits: 6))")]
            // A series may occur once, a threshold may be written twice.
            guard told.insert("\(threshold.name) \(limit)").inserted else { return nil }
            return ("", run + [("threshold", threshold.name)] + limit + [("verdict", threshold.verdict)], 1)
        }))
        return families.joined() + "# EOF\n"
    }

    private static func family(
        _ name: String, _ type: String, _ help: String, _ samples: [(suffix: String, labels: [(String, String)], value: Double)], unit: String? = nil
    ) -> String {
        guard !samples.isEmpty else { return "" }
        let head = "# TYPE \(name) \(type)\n" + (unit.map { "# UNIT \(name) \($0)\n" } ?? "") + "# HELP \(name) \(help)\n"
        return head + samples.map { sample in
            let labels = sample.labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",")
            return "\(name)\(sample.suffix){\(labels)} \(Number.plain(sample.value, digits: 9))\n"
        }.joined()
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { escaped, scalar in
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\"": escaped += "\\\""
            case "\n": escaped += "\\n"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
    }
}
