import Foundation
import FoundationXML
import Reporting
import SelfTest
import Testing
import Timeline

/// Goal: every format says what the report says, and a hostile server's words stay words in each. Method: reports of simulated runs, read back with
/// a parser of the format where there is one.
@Suite struct FormatTests {
    /// The last tag hides its beginning in a character of another script (Unicode annex 29, GB9b), and its quotes in combining marks.
    private static let attack = "\"><script>alert(1)</script>|`x`\n\u{1}&=cmd()\u{600}<img src=x onerror=\"\u{301}alert(2)\"\u{301}>"

    private static func hostile() async -> Report {
        await ReportTests.report(SimulatedRun()) { history in
            for index in history.attempts.indices {
                guard let status = history.attempts[index].response?.status else { continue }
                history.attempts[index].outcome = .responded(Response(status: status, fields: [FieldLine("x-ratelimit-limit", attack)], excerpt: attack))
            }
        }
    }

    private func text(_ report: Report, _ format: ReportFormat) throws -> String { String(decoding: try format.render(report), as: UTF8.self) }

    @Test("the format is found by the ending", arguments: [
        ("a.json", ReportFormat.json), ("A.HTML", .html), ("x/y.xml", .junit), ("y.md", .markdown), ("y.csv", .percentileTable), ("y.windows.csv", .windowTable),
        ("y.prom", .openMetrics), ("y.hgrm", .percentileLog(outcome: "admitted")), ("y.limited.hgrm", .percentileLog(outcome: "limited")), ("y.txt", .text),
    ])
    func endings(name: String, format: ReportFormat) { #expect(ReportFormat(fileName: name) == format) }

    @Test("other endings are none", arguments: ["a", "json", "a.pdf", "a.json.gz"])
    func noEnding(name: String) { #expect(ReportFormat(fileName: name) == nil) }

    private final class JUnitReader: NSObject, XMLParserDelegate {
        var counts: [String: Int] = [:]
        var announced: [String: Int] = [:]

        /// Elements whose time is missing or no number: consumers would show NaN.
        var untimed = 0

        func parser(_ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?, attributes: [String: String]) {
            counts[name, default: 0] += 1
            if attributes["time"].flatMap(Double.init) == nil, ["testsuites", "testsuite", "testcase"].contains(name) { untimed += 1 }
            for member in ["tests", "failures", "errors", "skipped"] where name == "testsuite" { announced[member, default: 0] += Int(attributes[member] ?? "") ?? 0 }
        }
    }

    @Test("JUnit is well-formed, and its counts are those of its cases")
    func junit() async throws {
        for report in [await ReportTests.report(SimulatedRun()), await ReportTests.report(try ReportTests.faulty("retry-after-zero")), await Self.hostile()] {
            let reader = JUnitReader()
            let parser = XMLParser(data: try ReportFormat.junit.render(report))
            parser.delegate = reader
            #expect(parser.parse(), "\(String(describing: parser.parserError))")
            #expect(reader.untimed == 0)
            #expect(reader.counts["testcase"] == report.checks.count + 1 && reader.announced["tests"] == report.checks.count + 1)
            let failed = report.checks.count { $0.verdict == "fail" && $0.level == "must" }
            #expect(reader.announced["failures"] == failed && reader.counts["failure", default: 0] == failed)
            #expect(reader.announced["errors"] == reader.counts["error", default: 0] && reader.announced["skipped"] == reader.counts["skipped", default: 0])
        }
    }

    @Test("the page has no tag of a server's, not even one that hides in a character of another script")
    func page() async throws {
        let page = try text(await Self.hostile(), .html)
        #expect(!page.utf8.contains("<script>alert".utf8) && !page.utf8.contains("<img".utf8))
        #expect(page.utf8.contains("&lt;img src=x onerror=&quot;".utf8))
        // A control character of a server's is shown, and does nothing.
        #expect(page.utf8.contains("␁".utf8) && !page.utf8.contains { $0 < 0x20 && $0 != 0x0A && $0 != 0x09 && $0 != 0x0D })
    }

    @Test("a picture of a window says what it does not know, and how many were too many")
    func windowPlot() async throws {
        var report = await ReportTests.report(SimulatedRun())
        #expect(try !text(report, .html).contains("remaining unknown") && !text(report, .html).contains(" admitted</text>"))
        let point = report.timeline[0].points[0]
        report.timeline[0].points[0].remaining = nil
        report.windows[0].admitted.atLeast = Double(report.contract.quota + 25)
        report.windows[0].key = report.timeline[0].key
        let page = try text(report, .html)
        #expect(page.contains("\(point.outcome) at") && page.contains("remaining unknown"))
        #expect(page.contains("\(report.contract.quota + 25) admitted</text>"))
    }

    @Test("JUnit is red where the run did not pass, and green where it did")
    func junitVerdict() async throws {
        var open = await ReportTests.report(SimulatedRun())
        open.checks[0].verdict = "inconclusive"
        #expect(try !text(open, .junit).contains("<error") && text(open, .junit).contains("not decided:"))
        (open.verdict, open.reason) = (.inconclusive, "No check reached a verdict.")
        #expect(try text(open, .junit).components(separatedBy: "<error").count == 2)
        open.checks = []
        #expect(try text(open, .junit).contains("<error message=\"No check reached a verdict.\""))
    }

    @Test("numbers that decide are told apart", arguments: [
        (50.04, 50, "ms", "50.04 ms", "50 ms"), (999.6, 1_000, "/s", "999.6/s", "1000/s"), (0.104, 0.1, "%", "0.104 %", "0.1 %"), (61, 50, "ms", "61.0 ms", "50.0 ms"),
    ])
    func breached(value: Double, limit: Double, unit: String, shown: String, bound: String) { #expect(Number.apart(value, limit, unit) == (shown, bound)) }

    @Test("numbers that no run can have measured are refused", arguments: ["count", "ms", "heat", "outcome"])
    func implausible(what: String) async throws {
        var report = await ReportTests.report(SimulatedRun())
        switch what {
        case "count": report.latency[0].count = .max
        case "ms": report.latency[0].curve[0].ms = 1.5e308
        case "heat": report.latency[0].heat.counts[0] = Array(repeating: 1, count: 500)
        default: report.latency[0].outcome = "<b>"
        }
        let data = try ReportFormat.json.render(report)
        #expect(throws: JSONReport.Unreadable.self) { try JSONReport.read(data) }
    }

    @Test("Markdown is short, names what failed, and no word of a server is markup")
    func markdown() async throws {
        let failed = try text(await ReportTests.report(try ReportTests.faulty("retry-after-zero")), .markdown)
        #expect(failed.contains("## ❌ rateproof: fail") && failed.contains("[RTA-03]") && failed.utf8.count < 8_000)
        let hostile = try text(await Self.hostile(), .markdown)
        #expect(!hostile.contains("<script") && !hostile.contains("`x`"))
        for line in hostile.split(separator: "\n") where line.hasPrefix("|") { #expect(line.hasSuffix("|"), "\(line)") }
    }

    @Test("the tables have a row for every window and every percentile")
    func tables() async throws {
        let report = await ReportTests.report(SimulatedRun())
        let windows = try text(report, .windowTable).split(separator: "\r\n")
        #expect(windows.count == report.windows.count + 1 && windows.allSatisfy { $0.split(separator: ",", omittingEmptySubsequences: false).count == 7 })
        let rows = try text(report, .percentileTable).split(separator: "\r\n")
        #expect(rows.count == 1 + report.latency.reduce(0) { $0 + $1.curve.count + $1.serviceCurve.count })
    }

    @Test("OpenMetrics has a type for every family, and ends as it must")
    func openMetrics() async throws {
        let report = await ReportTests.report(SimulatedRun())
        let lines = try text(report, .openMetrics).split(separator: "\n")
        #expect(lines.last == "# EOF")
        let families = Set(lines.filter { $0.hasPrefix("# TYPE") }.map { $0.split(separator: " ")[2] })
        for line in lines where !line.hasPrefix("#") {
            #expect(line.wholeMatch(of: /[a-z_]+\{([a-z]+="[^"]*",?)+\} [0-9.]+/) != nil, "\(line)")
            #expect(families.contains { line.hasPrefix($0) }, "\(line)")
        }
        #expect(lines.count { $0.hasPrefix("rateproof_check{") } == report.checks.count)
    }

    @Test("the percentile log rises, ends with every sample, and says so when there is none")
    func percentileLog() async throws {
        let report = await ReportTests.report(SimulatedRun())
        let rows = try text(report, .percentileLog(outcome: "admitted")).split(separator: "\n").dropFirst().filter { !$0.hasPrefix("#") }
            .map { $0.split(separator: " ").compactMap { Double($0) } }
        let admitted = try #require(report.latency.first { $0.outcome == "admitted" })
        #expect(rows.last.map { $0[1] } == 1 && rows.last.map { Int($0[2]) } == admitted.count)
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0[0] < $1[0] && $0[1] < $1[1] && $0[2] < $1[2] })
        #expect(abs((rows.last?[0] ?? 0) - admitted.responseTimeMs.max.value) <= 0.002)
        #expect(try text(report, .percentileLog(outcome: "unheard")).contains("#[no unheard responses]"))
    }

    @Test("a JSON report that is read back is the same, and gives the same page")
    func readBack() async throws {
        for report in [await ReportTests.report(SimulatedRun()), await ReportTests.report(try ReportTests.faulty("headers-absent")), await Self.hostile()] {
            let read = try JSONReport.read(ReportFormat.json.render(report))
            #expect(read == report)
            #expect(try ReportFormat.html.render(read) == ReportFormat.html.render(report))
        }
    }

    @Test("a report without members that came later is read, its optional ones as null")
    func olderReport() async throws {
        let report = await ReportTests.report(SimulatedRun())
        var members = try #require(JSONSerialization.jsonObject(with: ReportFormat.json.render(report)) as? [String: Any])
        members["comparison"] = nil
        #expect(try JSONReport.read(JSONSerialization.data(withJSONObject: members)) == report)
    }

    @Test("what is no report of this version is refused with the reason and a remedy", arguments: [
        ("", "the file is empty"), ("hello", "not whole JSON"), (#"{"schema": "rateproof.report/1", "checks": [{"#, "it ends in line 1, column 46"),
        (#"{"a": 1}"#, "no \"schema\""), (#"{"schema": "rateproof.report/2"}"#, "this version reads \"rateproof.report/1\""),
        (#"{"schema": "k6/1"}"#, "give a .json report"), (#"{"command":"x","schema":"rateproof.history/1"}"# + "\n[1]", "rateproof check"),
        (#"{"schema": "rateproof.report/1"}"#, "tool is missing"), (#"{"schema": "rateproof.report/1", "tool": 3}"#, "tool is of another type"),
    ])
    func unreadable(text: String, said: String) {
        let error = #expect(throws: JSONReport.Unreadable.self) { try JSONReport.read(Data(text.utf8)) }
        #expect(error?.description.contains(said) == true, "\(error?.description ?? "")")
    }
}

extension Sequence where Element == UInt8 {
    /// Byte by byte: two texts that look alike may be other characters.
    fileprivate func contains(_ part: String.UTF8View) -> Bool {
        let (bytes, part) = (Array(self), Array(part))
        return bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
}
