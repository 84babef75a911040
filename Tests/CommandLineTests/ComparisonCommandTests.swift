import Foundation
import Testing
import Turns

/// Goal: baselines and comparisons do what their help says, and bad files lose nothing. Method: the built binary, in virtual time.
@Suite(.realTime, .timeLimit(.minutes(2))) struct ComparisonCommandTests {
    private func smoke(_ program: Program, _ more: [String] = [], out name: String? = nil) async throws -> Program.Result {
        let profile = Program.projectFolder.appending(path: "profiles/smoke.yaml").path()
        let out = name.map { ["--out", program.folder.appending(path: $0).path()] } ?? []
        return try await program.run(["run", profile] + more + out, folder: program.folder)
    }

    @Test("a baseline is saved, found again, and a promise that was kept and is broken now is named")
    func baseline() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        for seed in 1...4 { #expect(try await smoke(program, ["--save-baseline", "main", "--seed", "\(seed)"], out: "\(seed).json").status == 0) }
        let kept = try FileManager.default.contentsOfDirectory(atPath: program.folder.appending(path: "baselines/main").path())
        #expect(kept.count == 4)
        let same = try await smoke(program, ["--baseline", "main", "--seed", "5"], out: "same.json")
        #expect(same.output.contains("against the baseline, 4 against 1 runs"), "\(same.output)")
        let broken = try await smoke(program, ["--baseline", "main", "--set", "target.limiter.defects=[retry-after-short]"], out: "broken.json")
        #expect(broken.status == 1 && broken.output.contains("✗ RTA-04  A client that waits for Retry-After is admitted: pass before, fail now"), "\(broken.output)")
        let compared = try await program.run(["compare", "baselines/main", "broken.json", "--out", "compared.md"], folder: program.folder)
        #expect(compared.status == 2 && compared.output.contains("FAIL  Worse than the baseline: RTA-04"), "\(compared.output)")
        #expect(try String(contentsOf: program.folder.appending(path: "compared.md"), encoding: .utf8).contains("### Against the baseline: worse"))
    }

    @Test("runs of other contracts or load are not compared unless told")
    func refused() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        _ = try await smoke(program, out: "one.json")
        _ = try await smoke(program, ["--set", "contract.quota=50"], out: "other.json")
        let refused = try await program.run(["compare", "one.json", "other.json"], folder: program.folder)
        #expect(refused.status == 64 && refused.errors.contains("--across contract"), "\(refused.errors)")
        let told = try await program.run(["compare", "one.json", "other.json", "--across", "contract", "--noise", "5%"], folder: program.folder)
        #expect([0, 2, 3].contains(told.status) && told.output.contains("response_time.p50"), "\(told.output)\(told.errors)")
    }

    @Test("two targets are driven in turns until it is decided")
    func driven() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let profile = Program.projectFolder.appending(path: "profiles/compare.yaml").path()
        let result = try await program.run(
            ["compare", "--target", "mock", "--target", "mock", "--pairs", "4", "--profile", profile, "--out", program.reportFile.path()], folder: program.folder)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.errors.contains("pair 4 of at most 4: equal"))
        #expect(((result.report?["comparison"] as? [String: Any])?["baseline"] as? [Any])?.count == 4)
        // Every run was kept, and says the same again.
        let kept = program.folder.appending(path: "reports/compare-seed1").path()
        let again = try await program.run(["compare", "\(kept)/baseline", "\(kept)/candidate"], folder: program.folder)
        #expect(again.status == 0 && again.output.contains("4 against 4 runs"), "\(again.output)\(again.errors)")
    }

    @Test("every mistake is told with what to do", arguments: [
        (["compare", "one.json"], "needs two sides"), (["compare", "one.json", "gone.json"], "gone.json: there is no such file"),
        (["compare", "one.json", "cut.json"], "cut.json: this is not whole JSON (it ends in line"), (["compare", "one.json", "one.json", "--margin", "x"], "--margin x"),
        (["compare", "--target", "mock"], "given twice"), (["run", "smoke.yaml", "--baseline", "gone"], "there is no baseline \"gone\""),
        (["run", "smoke.yaml", "--save-baseline", "../x"], "a baseline's name"), (["report", "cut.json"], "cut.json: this is not whole JSON"),
        (["report", "one.json", "--out", "x.pdf"], "rateproof list formats"), (["report", "one.json", "--out", "x.jsonl"], "does not hold the history"),
        (["run", "smoke.yaml", "--set", "thresholds=[{metric: latency, at_most: 5ms}]"], "response_time.p50"),
    ])
    func mistakes(arguments: [String], said: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        try FileManager.default.copyItem(at: Program.projectFolder.appending(path: "profiles/smoke.yaml"), to: program.folder.appending(path: "smoke.yaml"))
        let whole = try Data(contentsOf: Program.projectFolder.appending(path: "reports/samples/pass.json"))
        try whole.write(to: program.folder.appending(path: "one.json"))
        try whole.prefix(20_000).write(to: program.folder.appending(path: "cut.json"))
        let result = try await program.run(arguments, folder: program.folder)
        #expect(result.status == 64, "\(result.output)\(result.errors)")
        #expect(result.errors.contains(said), "\(result.errors)")
    }

    @Test("a report is written again in every format, and says what it said")
    func report() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        _ = try await smoke(program, out: "one.json")
        let names = ["a.html", "a.xml", "a.md", "a.csv", "a.windows.csv", "a.prom", "a.hgrm", "a.txt", "a.json"]
        let result = try await program.run(["report", "one.json"] + names.flatMap { ["--out", $0] }, folder: program.folder)
        #expect(result.status == 0 && result.output.contains("PASS"), "\(result.errors)")
        for name in names { #expect(try Data(contentsOf: program.folder.appending(path: name)).count > 200, "\(name)") }
        #expect(try Data(contentsOf: program.folder.appending(path: "a.json")) == Data(contentsOf: program.folder.appending(path: "one.json")))
    }

    @Test("where nothing can be written the verdict is still shown, and the tool says that it failed")
    func nowhere() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let file = program.folder.appending(path: "file").path()
        try Data().write(to: URL(filePath: file))
        let profile = Program.projectFolder.appending(path: "profiles/smoke.yaml").path()
        let lost = try await program.run(["run", profile, "--out", "\(file)/result.json"], environment: ["TMPDIR": file])
        #expect(lost.status == 4 && lost.output.contains("PASS  The limiter keeps its contract"), "\(lost.output)")
        #expect(lost.errors.contains("neither \(file)/result.json"), "\(lost.errors)")
        // A violation stays what it is.
        let failed = try await program.run(["run", profile, "--out", "\(file)/result.json", "--set", "target.limiter.defects=[retry-after-short]"],
                                           environment: ["TMPDIR": file])
        #expect(failed.status == 1, "\(failed.errors)")
    }
}
