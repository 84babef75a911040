/// JUnit XML as GitLab, GitHub actions and Jenkins read it: a case for each check, each threshold and each compared metric.
///
/// Shape: a failure is what makes a run fail; an error is what keeps it from passing (inconclusive, invalid); a skipped case binds nobody.
enum JUnitReport {
    static func render(_ report: Report) -> String {
        var cases = [("checks", report.checks.map(check)), ("thresholds", report.thresholds.map(threshold)),
                     ("comparison", (report.comparison.map { $0.checks.map(change) + $0.metrics.map(change) }) ?? [])]
        // Red and green as the exit code is: a run that passed leaves nothing undecided that it needed, and one that did not shows why.
        if report.verdict.isGood { cases = cases.map { ($0, $1.map(\.withoutError)) } }
        let isExplained = cases.contains { $0.1.contains(where: \.isRed) }
        cases.insert(("validity", [validity(report, isExplained)]), at: 0)
        // What is checked is the run as a whole: no case took a part of its time.
        let time = " time=\"\(Number.fixed(report.run.durationS, 3))\""
        let suites = cases.filter { !$0.1.isEmpty }.map { suite($0, $1, $0 == "checks" ? time : " time=\"0\"") }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"\(escaped("rateproof \(report.run.profile)"))\"\(time)>\n"
            + "\(suites.joined())</testsuites>\n"
    }

    private enum Result {
        case passed(note: String)
        case failed(String, detail: String)
        case undecided(String, detail: String)
        case skipped(String)
    }

    private struct Case {
        var name: String
        var result: Result

        var isRed: Bool {
            switch result {
            case .failed, .undecided: true
            case .passed, .skipped: false
            }
        }

        /// The same where nobody waits for a decision.
        var withoutError: Case {
            if case .undecided(let message, _) = result { Case(name: name, result: .skipped("not decided: \(message)")) } else { self }
        }
    }

    private static func suite(_ name: String, _ cases: [Case], _ time: String) -> String {
        func count(_ isCounted: (Result) -> Bool) -> Int { cases.count { isCounted($0.result) } }
        let failures = count { if case .failed = $0 { true } else { false } }
        let errors = count { if case .undecided = $0 { true } else { false } }
        let skipped = count { if case .skipped = $0 { true } else { false } }
        let head = "  <testsuite name=\"\(name)\" tests=\"\(cases.count)\" failures=\"\(failures)\" errors=\"\(errors)\" skipped=\"\(skipped)\"\(time)>\n"
        return head + cases.map { text($0, in: name) }.joined() + "  </testsuite>\n"
    }

    private static func text(_ one: Case, in suite: String) -> String {
        let start = "    <testcase classname=\"rateproof.\(suite)\" name=\"\(escaped(one.name))\" time=\"0\""
        func body(_ element: String, _ message: String, _ detail: String) -> String {
            "\(start)>\n      <\(element) message=\"\(escaped(message))\">\(escaped(detail))</\(element)>\n    </testcase>\n"
        }
        return switch one.result {
        case .passed(let note): note.isEmpty ? "\(start)/>\n" : "\(start)>\n      <system-out>\(escaped(note))</system-out>\n    </testcase>\n"
        case .failed(let message, let detail): body("failure", message, detail)
        case .undecided(let message, let detail): body("error", message, detail)
        case .skipped(let message): "\(start)>\n      <skipped message=\"\(escaped(message))\"/>\n    </testcase>\n"
        }
    }

    private static func validity(_ report: Report, _ isExplained: Bool) -> Case {
        let reasons = report.generator.reasons + [report.run.partial].compactMap(\.self)
        let isGreen = reasons.isEmpty && report.generator.valid && (report.verdict.isGood || isExplained)
        return Case(name: "the run is whole, valid, and reached a verdict",
                    result: isGreen ? .passed(note: "") : .undecided(reasons.first ?? report.reason, detail: reasons.joined(separator: "\n")))
    }

    private static func check(_ check: Report.Check) -> Case {
        let detail = "expected: \(check.expected)\nobserved: \(check.observed)\nsource: \(check.citation.text) \(check.citation.url)\nreproduce: \(check.reproduce)"
        let result: Result = switch (check.verdict, check.level) {
        case ("fail", "must"): .failed(check.observed, detail: detail)
        case ("inconclusive", "must"): .undecided(check.observed, detail: detail)
        case ("fail", _): .skipped("a recommendation that is not followed: \(check.observed)")
        case ("inconclusive", _): .skipped("not decided: \(check.observed)")
        case ("skip", _): .skipped(check.observed)
        default: .passed(note: check.observed)
        }
        return Case(name: "\(check.id) \(check.title)", result: result)
    }

    private static func threshold(_ threshold: Report.ThresholdResult) -> Case {
        let (observed, limit) = (threshold.shownObserved ?? "nothing", threshold.spelledLimit)
        let result: Result = switch threshold.verdict {
        case "pass": .passed(note: observed)
        case "fail": .failed("\(observed) observed, \(limit) allowed", detail: "")
        default: .undecided("\(observed) observed, \(limit) allowed: \(threshold.explanation)", detail: "")
        }
        return Case(name: "\(threshold.name), \(limit)", result: result)
    }

    private static func change(_ change: Report.CheckChange) -> Case {
        let what = "\(change.before) before, \(change.after) now"
        let result: Result = switch change.verdict {
        case "worse": .failed(what, detail: "")
        case "better": .passed(note: what)
        default: .skipped(what)
        }
        return Case(name: "\(change.id) \(change.title)", result: result)
    }

    private static func change(_ change: Report.MetricChange) -> Case {
        let result: Result = switch change.verdict {
        case "worse": .failed(change.explanation, detail: "")
        case "equal", "better": .passed(note: change.explanation)
        default: .undecided(change.explanation, detail: "")
        }
        return Case(name: change.name, result: result)
    }

    /// Text that a server may have chosen; XML 1.0 (2.2) has no place for most control characters, escaped or not.
    private static func escaped(_ text: String) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "\n": escaped += "&#10;"
            case "\t": escaped += "&#9;"
            case _ where scalar.value < 0x20 || scalar.value == 0xFFFE || scalar.value == 0xFFFF: escaped += "\u{FFFD}"
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
