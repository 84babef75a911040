import Foundation
import Testing
import Turns

/// Goal: a change that shows in reports is seen before it is committed. Method: the samples of reports/samples are made anew and compared, but for
/// what belongs to the machine. RATEPROOF_UPDATE_SAMPLES=1 writes them.
@Suite(.computes, .serialized) struct SampleTests {
    private static let samples = Program.projectFolder.appending(path: "reports/samples")
    private static let updates = ProcessInfo.processInfo.environment["RATEPROOF_UPDATE_SAMPLES"] == "1"

    @Test("the samples are what this version writes", arguments: [
        ("pass", [], 0), ("fail", ["--set", "target.limiter.defects=[retry-after-short]"], 1), ("inconclusive", ["--set", "in_flight=8"], 3),
    ] as [(String, [String], Int32)])
    func isCurrent(name: String, flags: [String], status: Int32) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "smoke", "--out", program.reportFile.path()] + flags)
        #expect(result.status == status)
        if Self.updates {
            try Data(contentsOf: program.reportFile).write(to: Self.samples.appending(path: "\(name).json"))
        }
        let kept = try JSONSerialization.jsonObject(with: Data(contentsOf: Self.samples.appending(path: "\(name).json")))
        let made = try withoutMachine(try #require(result.report))
        #expect(try withoutMachine(kept) == made)
    }

    /// All formats of one report: what they look like is read in the review of the change.
    @Test("every format writes the samples from their JSON, byte for byte", arguments: ["pass", "fail", "inconclusive"])
    func formats(name: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let names = ["html", "xml", "md", "csv", "windows.csv", "prom", "hgrm", "txt"].map { "\(name).\($0)" }.filter { name == "fail" || $0.hasSuffix(".html") }
        let kept = Self.samples.appending(path: "\(name).json").path()
        let result = try await program.run(["report", kept] + names.flatMap { ["--out", $0] }, folder: program.folder)
        #expect(result.status == 0, "\(result.errors)")
        for name in names {
            let made = try Data(contentsOf: program.folder.appending(path: name))
            if Self.updates { try made.write(to: Self.samples.appending(path: name)) }
            #expect(try Data(contentsOf: Self.samples.appending(path: name)) == made, "\(name)")
        }
    }

    private func withoutMachine(_ report: Any) throws -> NSDictionary {
        var members = try #require(report as? [String: Any])
        members["environment"] = nil
        return members as NSDictionary
    }
}
