/// Tables for a spreadsheet, with a head line (RFC 4180).
enum CSVTables {
    static func windows(_ report: Report) -> String {
        let head = ["key", "opened_at_s", "closed_at_s", "admitted_at_least", "admitted_at_most", "limited", "reset_advertised"]
        return table([head] + report.windows.map { window in
            [window.key, "\(window.openedAtS)", "\(window.closedAtS)", "\(Int(window.admitted.atLeast))", "\(Int(window.admitted.atMost))", "\(window.limited)",
             window.resetAdvertised.map { "\($0)" } ?? ""]
        })
    }

    static func percentiles(_ report: Report) -> String {
        let head = ["outcome", "time", "percentile", "ms", "low_ms", "high_ms", "count"]
        return table([head] + report.latency.flatMap { latency in
            [("response", latency.curve), ("service", latency.serviceCurve)].flatMap { time, curve in
                curve.map { point in
                    [latency.outcome, time, Number.plain(point.share * 100, digits: 5), "\(point.ms)", point.lowMs.map { "\($0)" } ?? "", point.highMs.map { "\($0)" } ?? "",
                     "\(latency.count)"]
                }
            }
        })
    }

    private static func table(_ rows: [[String]]) -> String { rows.map { $0.map(cell).joined(separator: ",") + "\r\n" }.joined() }

    /// A cell that a spreadsheet would take for a formula is text.
    private static func cell(_ text: String) -> String {
        let safe = text.first.map { "=+@".contains($0) } ?? false ? "'\(text)" : text
        guard safe.contains(where: { ",\"\r\n".contains($0) }) else { return safe }
        return "\"\(safe.replacing("\"", with: "\"\""))\""
    }
}
