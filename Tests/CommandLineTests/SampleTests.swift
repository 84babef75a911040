import Foundation
import Testing

/// Goal: a change that shows in reports is seen before it is committed. Method: the samples of reports/samples are made anew and compared, but for
/// what belongs to the machine. RATEPROOF_UPDATE_SAMPLES=1 writes them.
@Suite struct SampleTests {
    private static let samples = Program.projectFolder.appending(path: "reports/samples")
    private static let updates = ProcessInfo.processInfo.environment["RATEPROOF_UPDATE_SAMPLES"] == "1"

    @Test("the samples are what this version writes", arguments: [
        ("pass", [], 0), ("fail", ["--set", "target.limiter.defects=[retry-after-short]"], 1),
    ] as [(String, [String], Int32)])
    func isCurrent(name: String, flags: [String], status: Int32) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let page = program.folder.appending(path: "report.html")
        let result = try await program.run(["run", "smoke", "--out", program.reportFile.path(), "--out", page.path()] + flags)
        #expect(result.status == status)
        if Self.updates {
            for (made, kept) in [(program.reportFile, "\(name).json"), (page, "\(name).html")] {
                try Data(contentsOf: made).write(to: Self.samples.appending(path: kept))
            }
        }
        let kept = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.samples.appending(path: "\(name).json")))
        let made = try withoutMachine(try #require(result.report))
        #expect(try withoutMachine(kept) == made)
    }

    private func withoutMachine(_ report: Any) throws -> NSDictionary {
        var members = try #require(report as? [String: Any])
        members["environment"] = nil
        return members as NSDictionary
    }
}
