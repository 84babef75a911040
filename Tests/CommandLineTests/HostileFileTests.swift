import Foundation
import Testing
import Turns

/// Goal: a file that comes from anywhere costs little and is answered in a sentence, and what the program writes it
/// can read. Method: the built program.
@Suite(.realTime, .timeLimit(.minutes(2))) struct HostileFileTests {
    /// Nine lists, each of which names the one before nine times: a tree of 400 million values.
    private static let laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + (1...8).map { level in
        "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
    }.joined()

    @Test("aliases that multiply are refused at once, in a profile, a history and a report")
    func aliases() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let profile = program.folder.appending(path: "laughs.yaml")
        try Self.laughs.write(to: profile, atomically: true, encoding: .utf8)
        let clock = ContinuousClock()
        let start = clock.now
        let run = try await program.run(["run", profile.path()])
        #expect(run.status == 64 && run.errors.contains("aliases"), "\(run.errors)")

        let history = program.folder.appending(path: "run.jsonl")
        _ = try await program.run(["run", "smoke", "--out", history.path(), "--out", program.reportFile.path()])
        let lines = try String(contentsOf: history, encoding: .utf8).split(separator: "\n", maxSplits: 1).map(String.init)
        var header = try #require(try JSONSerialization.jsonObject(with: Data(lines[0].utf8)) as? [String: Any])
        let member = try #require(header.keys.first { $0.contains("profile") && ($0.contains("source") || $0.contains("Source")) })
        header[member] = Self.laughs
        let hostile = try JSONSerialization.data(withJSONObject: header, options: [.sortedKeys, .withoutEscapingSlashes]) + Data("\n\(lines[1])".utf8)
        try hostile.write(to: history)
        let check = try await program.run(["check", history.path()])
        #expect(check.status == 64 && check.errors.contains("aliases"), "\(check.errors)")

        var report = try #require(try JSONSerialization.jsonObject(with: Data(contentsOf: program.reportFile)) as? [String: Any])
        var info = try #require(report["run"] as? [String: Any])
        info["profile_source"] = Self.laughs
        info["id"] = "other"
        report["run"] = info
        let foreign = program.folder.appending(path: "foreign.json")
        try JSONSerialization.data(withJSONObject: report).write(to: foreign)
        let compare = try await program.run(["compare", program.reportFile.path(), foreign.path()])
        #expect(compare.status == 64 && compare.errors.contains("aliases"), "\(compare.errors)")
        #expect(clock.now - start < .seconds(60))
    }

    @Test("a key in a hook stands nowhere in what is written")
    func keyInHook() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let page = program.folder.appending(path: "report.html"), history = program.folder.appending(path: "run.jsonl")
        let result = try await program.serving(quota: 20, window: "2s") { port, _ in
            try await program.run(["run", "limiter", "--target", "http://127.0.0.1:\(port)", "--keys", "2", "--set", "contract.quota=20", "--set", "contract.window=2s",
                                   "--only", "DST-03", "--set", "hooks.restart=\"echo otr_sesame4711open >&2; exit 1\"", "--out", program.reportFile.path(),
                                   "--out", page.path(), "--out", history.path()])
        }
        #expect(try #require(result.report?["reason"] as? String).contains("the hook restart failed"))
        for file in [program.reportFile, page, history] {
            let text = try String(contentsOf: file, encoding: .utf8)
            #expect(!text.contains("sesame") && text.contains("otr_…"), "\(file.lastPathComponent)")
        }
    }

    @Test("a baseline keeps the newest runs, whatever their profiles are called")
    func baseline() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let folder = program.folder.appending(path: "baselines/main")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for day in 1...20 {
            try Data().write(to: folder.appending(path: "zebra-202001\(day < 10 ? "0" : "")\(day)-120000-00aa.json"))
        }
        let result = try await program.run(["run", "smoke", "--save-baseline", "main"], folder: program.folder)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path()).sorted()
        #expect(files.count == 20 && files.contains { $0.hasPrefix("smoke-") } && !files.contains { $0.contains("20200101") }, "\(files) \(result.output)\(result.errors)")
    }

    @Test("the command that repeats a check chooses that check alone")
    func reproduce() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "smoke", "--only", "KEY-01,CNT-03", "--out", program.reportFile.path()])
        let command = try #require(result.check("KEY-01")?["reproduce"] as? String)
        #expect(command.split(separator: " ").count { $0 == "--only" } == 1 && command.hasSuffix("--only KEY-01"), "\(command)")
    }
}
