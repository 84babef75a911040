import Conformance
import Foundation
import Measurement
import Reporting
import Simulation
import Testing
import SelfTest
import Timeline

/// Goal: a report is a pure function of its history, keeps its schema, and shows a hostile server's words as words. Method: simulated runs,
/// sound and not, rendered in every format.
@Suite struct ReportTests {
    static func report(_ run: SimulatedRun, tampering: (inout History) -> Void = { _ in }, thresholds: [Threshold] = []) async -> Report {
        var history = await run.history()
        tampering(&history)
        let judgement = Judge(run.contract).judge(history)
        let measurements = Measurements(history, limitedStatuses: judgement.evidence.limitedStatuses, limits: ValidityLimits())
        return ReportBuilder(history, judgement, measurements, thresholds: thresholds).report()
    }

    static func faulty(_ defect: String) throws -> SimulatedRun {
        var run = SimulatedRun()
        run.defects = [try #require(Defect.named(defect))]
        return run
    }

    private func json(_ report: Report) throws -> [String: Any] {
        let data = try ReportFormat.json.render(report)
        return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    @Test("a sound limiter's report passes, and the same history gives the same bytes")
    func passes() async throws {
        let one = await Self.report(SimulatedRun())
        let two = await Self.report(SimulatedRun())
        #expect(one.verdict == .pass && one.exitCode == 0)
        #expect(try ReportFormat.json.render(one) == ReportFormat.json.render(two))
        #expect(try ReportFormat.html.render(one) == ReportFormat.html.render(two))
        #expect(one.windows.contains { $0.admitted.atLeast == 20 && $0.limited > 0 })
        #expect(!one.retryAfter.isEmpty && one.retryAfter.allSatisfy { $0.promisedS >= $0.trueS.atLeast && $0.promisedS <= $0.trueS.atMost + 1 })
    }

    @Test("a history that went through its file gives the same report")
    func survivesTheFile() async throws {
        let run = try Self.faulty("check-then-increment")
        let direct = await Self.report(run)
        let saved = await Self.report(run) { history in
            if let read = try? HistoryFile.decode(HistoryFile.encode(history)) { history = read }
        }
        #expect(try ReportFormat.json.render(direct) == ReportFormat.json.render(saved))
    }

    @Test("whatever numbers a server says, the report that tells of them can be read again", arguments: ["9999999999999", "-9999999999999", "9223372036854775807"])
    func hostileNumbers(number: String) async throws {
        let report = await Self.report(SimulatedRun()) { history in
            for index in history.attempts.indices {
                guard case .responded(let response) = history.attempts[index].outcome, index % 2 == 0 else { continue }
                let fields = response.fields.map { $0.name.hasPrefix("x-ratelimit") || $0.name == "retry-after" ? FieldLine($0.name, number) : $0 }
                history.attempts[index].outcome = .responded(Response(status: response.status, fields: fields, excerpt: response.excerpt))
            }
        }
        #expect(throws: Never.self) { try JSONReport.read(ReportFormat.json.render(report)) }
    }

    @Test("a failure says what, shows its witness and how to repeat it")
    func fails() async throws {
        let report = await Self.report(try Self.faulty("retry-after-zero"))
        let check = try #require(report.checks.first { $0.id == "RTA-03" })
        #expect(report.verdict == .fail && report.exitCode == 1 && report.reason.contains("RTA-03"))
        #expect(check.verdict == "fail" && check.witness.count == 2)
        #expect(check.witness[0].fields.contains { $0.name == "retry-after" && $0.value == "0" })
        #expect(check.reproduce.hasSuffix("--only RTA-03"))
    }

    @Test("worst wins: violation, invalid run, threshold, doubt, pass")
    func precedence() async throws {
        let breached = Threshold(.latency(.responseTime, .p50), outcome: .admitted, .atMost, 0.001)
        #expect(await Self.report(SimulatedRun(), thresholds: [breached]).exitCode == 2)
        #expect(await Self.report(try Self.faulty("one-too-many"), thresholds: [breached]).exitCode == 1)
        let lost = await Self.report(SimulatedRun(), tampering: { $0.ending.targetLost = true; $0.ending.partial = "gone" }, thresholds: [breached])
        #expect(lost.exitCode == 4 && lost.verdict == .invalid)
        let stopped = await Self.report(SimulatedRun()) { $0.ending.partial = "stopped" }
        #expect(stopped.exitCode == 3 && stopped.reason.contains("stopped"))
        let empty = await Self.report(SimulatedRun()) { $0.attempts = [] }
        #expect(empty.exitCode == 3)
        let forbidden = await Self.report(SimulatedRun()) { history in
            for index in history.attempts.indices where history.attempts[index].response != nil {
                history.attempts[index].outcome = .responded(Response(status: 403, fields: []))
            }
        }
        #expect(forbidden.exitCode == 3 && forbidden.reason.contains("keys are not valid"))
    }

    @Test("the page shows a hostile header as text and needs no network")
    func escaping() async throws {
        let attack = "\"><script>alert(1)</script><img src=x onerror=alert(2)>"
        let report = await Self.report(SimulatedRun()) { history in
            for index in history.attempts.indices {
                guard let status = history.attempts[index].response?.status else { continue }
                history.attempts[index].outcome = .responded(Response(status: status, fields: [FieldLine("x-ratelimit-limit", attack)], excerpt: attack))
            }
        }
        #expect(report.verdict == .fail)
        let page = String(decoding: try ReportFormat.html.render(report), as: UTF8.self)
        // The page's own script is the only one.
        #expect(page.ranges(of: "<script").count == 1 && !page.contains("<script>alert") && !page.contains("<img"))
        #expect(page.contains("&lt;script&gt;alert(1)"))
        for resource in ["src=\"", "<link", "@import", "url("] { #expect(!page.contains(resource), "the page asks for \(resource)") }
    }

    @Test("the page has the verdict first, every check, the pictures and the percentiles")
    func page() async throws {
        let report = await Self.report(try Self.faulty("check-then-increment"))
        let page = String(decoding: try ReportFormat.html.render(report), as: UTF8.self)
        let verdict = try #require(page.range(of: "<h1>Fail</h1>"))
        let firstCheck = try #require(page.range(of: "<details class=\"check\""))
        #expect(verdict.lowerBound < firstCheck.lowerBound)
        #expect(page.ranges(of: "<details class=\"check\"").count == CheckCatalog.all.count { $0.applies(to: SimulatedRun().contract) })
        let sections = ["id=\"checks\"", "id=\"limiter\"", "id=\"windows\"", "id=\"retry-after\"", "id=\"reset\"", "id=\"latency\"", "id=\"throughput\"", "id=\"environment\""]
        let places = sections.map { page.range(of: $0)?.lowerBound }
        #expect(!places.contains(nil) && places.compactMap(\.self) == places.compactMap(\.self).sorted())
        #expect(page.contains("class=\"flight admitted\"") && page.contains("class=\"heat admitted") && page.contains("class=\"interval admitted\""))
        #expect(page.contains("class=\"boundary\"") && page.contains("class=\"saw\"") && page.contains("class=\"curve"))
        #expect(page.utf8.count < 500_000)
    }

    @Test("the console names failures with what was seen, and colours only when told to")
    func console() async throws {
        let report = await Self.report(try Self.faulty("limited-as-503"))
        let plain = ConsoleSummary(report).text
        #expect(plain.contains("✗ SEM-01") && plain.contains("answered with 503"))
        #expect(plain.contains("FAIL  The contract is broken"))
        #expect(!plain.contains("\u{1b}") && ConsoleSummary(report, TextLayout(paint: true)).text.contains("\u{1b}[31m"))
        // What passed is a number; told in full only where asked for.
        #expect(!plain.contains("✓ WIN-01") && ConsoleSummary(report, isVerbose: true).text.contains("✓ WIN-01"))
    }

    @Test("the console fits a narrow terminal, and no escape sequence of a server reaches it")
    func narrowConsole() async throws {
        var report = await Self.report(try Self.faulty("limited-as-503"))
        report.checks[0].verdict = "fail"
        report.checks[0].observed = "a \u{1b}[2J\u{7}word"
        let text = ConsoleSummary(report, TextLayout(width: 60)).text
        let long = text.split(separator: "\n").filter { $0.count > 60 && !$0.contains("to see it again") && $0.contains(" ") }
        #expect(long.isEmpty, "\(long)")
        #expect(!text.unicodeScalars.contains("\u{1b}") && text.contains("a \u{FFFD}[2J\u{FFFD}word"))
        #expect(TextLayout(width: 10).cut("a line that is longer") == "a line that is longer")
        #expect(TextLayout(width: 20).cut("a line that is longer") == "a line that is long…")
    }

    @Test("the JSON has every documented member, with units in their names")
    func members() async throws {
        let json = try json(await Self.report(SimulatedRun()))
        let names = ["algorithm", "bodies", "checks", "clock", "comparison", "connections", "contract", "environment", "exit_code", "generator", "latency", "phases",
                     "reason", "resets", "retry_after", "run", "schema", "thresholds", "throughput", "timeline", "tool", "verdict", "windows"]
        #expect(json.keys.sorted() == names)
        #expect(json["comparison"] is NSNull)
    }
}
