import Foundation
import Testing
import Turns

/// Goal: the report's page works where it is read: no error, no request, readable by keyboard and screen reader, at desktop and phone width, light and
/// dark. Method: headless Chromium through Playwright, with axe-core, where they are installed.
@Suite(.realTime, .serialized, .timeLimit(.minutes(5))) struct BrowserTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Browser/report_page.py")

    /// `RATEPROOF_PYTHON` names another interpreter than `python3`.
    private static let interpreter = ProcessInfo.processInfo.environment["RATEPROOF_PYTHON"] ?? "python3"

    private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [interpreter] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static let hasBrowser = (try? python(["-c", "import shutil, playwright, axe_playwright_python; assert shutil.which('chromium')"]).status) == 0

    @Test("the page works in a browser", .enabled(if: hasBrowser, "playwright, axe-playwright-python or chromium is not installed"), arguments: [
        (["run", "smoke"], "Pass", 60), (["run", "smoke", "--set", "target.limiter.defects=[retry-after-short]"], "Fail", 60),
        (["run", "smoke", "--set", "checks=none"], "Pass", 0),
        (["run", "quick", "--target", "mock", "--set", "thresholds=[{metric: response_time.p50, outcome: admitted, at_most: 1us}]"], "Fail", 56),
    ])
    func works(arguments: [String], verdict: String, checks: Int) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let page = program.folder.appending(path: "report.html")
        _ = try await program.run(arguments + ["--out", page.path()])
        let result = try Self.python([Self.script.path(), page.path(), verdict, "\(checks)"])
        #expect(result.status == 0, "\(result.output)")
    }

    @Test("a hostile header shows as text", .enabled(if: hasBrowser, "playwright, axe-playwright-python or chromium is not installed"))
    func hostile() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        _ = try await program.run(["run", "smoke", "--set", "target.limiter.defects=[retry-after-short]", "--out", program.reportFile.path()])
        let attack = "<img src=x onerror=alert(1)>"
        let waits = /("name" : "retry-after",\s+"value" : )"[0-9]+"/
        let text = try String(contentsOf: program.reportFile, encoding: .utf8).replacing(waits) { "\($0.output.1)\"\(attack)\"" }
        #expect(text.contains(attack))
        try Data(text.utf8).write(to: program.reportFile)
        let page = program.folder.appending(path: "hostile.html")
        #expect(try await program.run(["report", program.reportFile.path(), "--out", page.path()]).status == 0)
        let result = try Self.python([Self.script.path(), page.path(), "Fail", "60", attack])
        #expect(result.status == 0, "\(result.output)")
    }
}
