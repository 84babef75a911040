/// The checks of one area of the catalogue, under a name that a reader understands.
struct CheckArea {
    let name: String
    let checks: [Report.Check]

    private static let names: [(prefix: String, name: String)] = [
        ("HDR", "Header fields"), ("CNT", "Counting"), ("LIM", "Limits"), ("WIN", "Windows"), ("RTA", "Retry-After"), ("KEY", "Keys"),
        ("DST", "Several nodes"), ("SEM", "Meaning"), ("SFV", "Structured fields"), ("ALG", "Algorithm"),
    ]

    /// Areas that have checks, in the catalogue's order; a report of a later version may have one that has no name here.
    static func all(of report: Report) -> [CheckArea] {
        let known = names.map { area in CheckArea(name: area.name, checks: report.checks.filter { $0.id.hasPrefix(area.prefix) }) }
        let rest = report.checks.filter { check in !names.contains { check.id.hasPrefix($0.prefix) } }
        return (known + [CheckArea(name: "Other", checks: rest)]).filter { !$0.checks.isEmpty }
    }

    /// `9 passed, 1 observed`
    var summary: String {
        let words = [("pass", "passed"), ("fail", "failed"), ("inconclusive", "undecided"), ("observed", "observed"), ("skip", "skipped")]
        return words.compactMap { verdict, word in
            let count = checks.count { $0.verdict == verdict }
            return count > 0 ? "\(count) \(word)" : nil
        }.joined(separator: ", ")
    }

    static func mark(_ verdict: String) -> String {
        switch verdict {
        case "pass": "✓"
        case "fail": "✗"
        case "inconclusive": "?"
        case "observed": "·"
        default: "–"
        }
    }
}
