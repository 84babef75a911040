/// The checks by area, and what could not be proven.
struct CheckSection {
    private let report: Report

    /// Attempts of a witness in the table; the picture and the JSON report have more.
    private static let mostRows = 40

    init(_ report: Report) { self.report = report }

    var context: [String: Any] {
        let open = report.checks.filter { $0.verdict == "inconclusive" || ($0.verdict == "skip" && $0.blockedBy == nil) }
        return [
            "hasOpen": !open.isEmpty, "open": open.map { ["id": $0.id, "title": $0.title, "observed": $0.observed, "verdict": $0.verdict] },
            "hasChecks": !report.checks.isEmpty, "areas": areas,
        ]
    }

    private var areas: [[String: Any]] {
        CheckArea.all(of: report).map { ["name": $0.name, "passed": $0.summary, "checks": $0.checks.map(check)] }
    }

    private func check(_ check: Report.Check) -> [String: Any] {
        let count = check.witness.count + (check.witnessOmitted ?? 0)
        let omitted = count > Self.mostRows ? "\(count - Self.mostRows) attempts more are in the \(count > check.witness.count ? "history" : "JSON report")." : ""
        return [
            "id": check.id, "title": check.title, "level": check.level, "verdict": check.verdict, "mark": CheckArea.mark(check.verdict),
            "isOpen": check.verdict == "fail", "expected": check.expected, "observed": check.observed, "uncertainty": check.uncertainty, "power": check.power,
            "citation": check.citation.text, "url": check.citation.url, "reproduce": check.reproduce,
            "hasWitness": count > 0, "witnessCount": count == 1 ? "1 attempt" : "\(count) attempts",
            "witnessPlot": WitnessPlot(check.witness, windows: report.windows).svg,
            "witness": check.witness.prefix(Self.mostRows).map(attempt), "omitted": omitted,
        ].filter(isPresent)
    }

    private func attempt(_ attempt: Report.Attempt) -> [String: Any] {
        [
            "index": "\(attempt.index)", "key": attempt.key, "operation": attempt.operation, "status": attempt.status.map { "\($0)" } ?? "none",
            "departed": attempt.departedS.map { Number.fixed($0, 3) } ?? "–", "head": attempt.headS.map { Number.fixed($0, 3) } ?? "–",
            "fields": attempt.fields.filter(Self.bearsOnLimits).map { "\($0.name): \($0.value)" }.joined(separator: "\n"), "excerpt": attempt.excerpt ?? "",
        ].filter(isPresent)
    }

    /// The JSON report has every recorded field; the page shows those that a reader compares.
    private static func bearsOnLimits(_ field: Report.Field) -> Bool { field.name.contains("limit") || field.name.contains("retry") }
}

/// The template shows a section for every value that is there, an empty text included.
func isPresent(_ member: (key: String, value: Any)) -> Bool { (member.value as? String) != "" }
