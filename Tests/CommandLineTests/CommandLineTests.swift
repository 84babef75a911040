import Foundation
import Testing
import Turns

/// Goal: the program does what its help says, and every mistake gets a message and exit code 64. Method: the built binary, mostly in virtual time.
@Suite(.realTime, .timeLimit(.minutes(2))) struct CommandLineTests {
    @Test("a sound target of our own passes in every dialect, told or recognised", arguments: [
        "x-ratelimit-delta", "x-ratelimit-epoch-ms", "ratelimit-draft-06", "ratelimit-draft-07", "ratelimit-draft-08", "none", "auto",
    ])
    func dialects(dialect: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "--target", "mock", "--set", "contract.dialect=\(dialect)", "--out", program.reportFile.path()])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.failed == [])
    }

    @Test("a dialect that the profile describes is kept in the history, judged, and judged again")
    func describedDialect() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let history = program.folder.appending(path: "run.jsonl").path()
        let dialect = "contract.dialect={ limit: X-Foo-Limit, remaining: X-Foo-Left, reset: X-Foo-Reset, reset_kind: epoch-seconds }"
        let sound = try await program.run(["run", "--target", "mock", "--set", dialect, "--out", program.reportFile.path(), "--out", history])
        #expect(sound.status == 0, "\(sound.output)\(sound.errors)")
        #expect(((sound.report?["contract"] as? [String: Any])?["dialect"] as? String)?.contains("x-foo-left") == true)
        let again = program.folder.appending(path: "again.json")
        #expect(try await program.run(["check", history, "--out", again.path()]).status == 0)
        #expect(try Data(contentsOf: again) == Data(contentsOf: program.reportFile))
        let faulty = try await program.run(["run", "--target", "mock", "--set", dialect, "--set", "target.limiter.defects=[costs-two]"])
        #expect(faulty.status == 1 && faulty.output.contains("CNT-04"), "\(faulty.output)")
    }

    @Test("the mock target runs the full contract, writes what it is told to and exits 0")
    func mock() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let page = program.folder.appending(path: "report.html")
        let result = try await program.run(["run", "--target", "mock", "--out", program.reportFile.path(), "--out", page.path()])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        #expect(result.output.contains("PASS  The limiter keeps its contract"))
        let contract = try #require(result.report?["contract"] as? [String: Any])
        #expect(contract["quota"] as? Int == 100 && contract["window_s"] as? Double == 60)
        #expect(try String(contentsOf: page, encoding: .utf8).contains("<h1>Pass</h1>"))
    }

    @Test("without --out the reports and the history go to reports/, latest ones included")
    func usualFiles() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let profile = Program.projectFolder.appending(path: "profiles/smoke.yaml").path()
        let result = try await program.run(["run", profile], folder: program.folder)
        #expect(result.status == 0)
        let files = try FileManager.default.contentsOfDirectory(atPath: program.folder.appending(path: "reports").path()).sorted()
        #expect(files == ["latest.html", "latest.json", "smoke-seed1.history.jsonl", "smoke-seed1.html", "smoke-seed1.json"])
    }

    @Test("a saved history is judged to the same bytes")
    func check() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let history = program.folder.appending(path: "run.jsonl").path()
        let first = try await program.run(["run", "--target", "mock", "--set", "target.limiter.defects=[one-too-many]", "--quiet",
                                           "--out", program.reportFile.path(), "--out", history])
        #expect(first.status == 1 && first.failed == ["CNT-01"])
        #expect(first.output.split(separator: "\n").count == 1)
        let again = program.folder.appending(path: "again.json")
        let second = try await program.run(["check", history, "--out", again.path()])
        #expect(second.status == 1)
        #expect(try Data(contentsOf: again) == Data(contentsOf: program.reportFile))
    }

    @Test("the same seed is the same run, another seed another one")
    func seeds() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        func history(_ seed: String) async throws -> Data {
            let file = program.folder.appending(path: "\(UUID().uuidString).jsonl")
            _ = try await program.run(["run", "smoke", "--seed", seed, "--out", file.path(), "--quiet"])
            return try Data(contentsOf: file)
        }
        let one = try await history("7")
        #expect(try await history("7") == one)
        #expect(try await history("8") != one)
    }

    @Test("a dry run prints the schedule and sends nothing")
    func dryRun() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "--dry-run", "--target", "http://127.0.0.1:1", "--keys", "3", "--out", program.reportFile.path()])
        #expect(result.status == 0)
        #expect(result.output.contains("sequential") && result.output.contains("at most"))
        #expect(result.report == nil)
        // What nobody can count ahead is not called nothing.
        let closed = try await program.run(["run", "--dry-run", "--set", "load.0.arrivals={closed: {workers: 4}}"])
        #expect(closed.output.contains("any") && closed.output.contains("besides those of closed load"), "\(closed.output)")
    }

    @Test("only the chosen checks are judged, and only their experiments run")
    func selection() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "smoke", "--only", "KEY-01,CNT-03", "--skip", "CNT-03", "--out", program.reportFile.path()])
        #expect((result.report?["checks"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["KEY-01"])
        let everything = try await program.run(["run", "smoke", "--out", program.reportFile.path()])
        let few = (result.report?["throughput"] as? [String: Any])?["sent"] as? Int ?? 0
        let all = (everything.report?["throughput"] as? [String: Any])?["sent"] as? Int ?? 0
        #expect(few > 100 && few < all)
    }

    @Test("a mistake is explained and ends with 64", arguments: [
        (["run", "no-such-profile"], "there is no profile"),
        (["run", "--set", "contract.window=0s"], "Give a duration above zero"),
        (["run", "--set", "contract.qouta=1"], "Did you mean \"quota\"?"),
        (["run", "--set", "load.0.arrivals.constant.rate=-5/s"], "Give a rate above zero"),
        (["run", "--set", "quota"], "no path before an equals sign"),
        (["run", "--target", "http://127.0.0.1:1"], "RATEPROOF_API_KEYS is empty"),
        (["run", "--target", "https://api.example.com", "--keys", "2"], "--authorized"),
        (["run", "--target", "gopher"], "self-hosted, mock, http"),
        (["run", "--only", "ABC-99"], "there is no check \"ABC-99\""),
        (["run", "--out", "report.pdf"], "rateproof list formats"),
        (["run", "--set", "target.limiter.defects=[no-such]"], "there is no defect \"no-such\""),
        (["run", "--bogus"], "Unknown option"),
        (["check", "no-such-file"], "there is no such file"),
        (["check", "profiles/quick.yaml"], "not a rateproof history"),
        (["serve", "--dialect", "klingon"], "there is no dialect"),
        (["serve", "--window", "soon"], "give a duration"),
        (["serve", "--window", "9999999999h"], "up to a week"),
        (["run", "--only", "RTA-01", "--skip", "RTA-01"], "leave no check"),
    ])
    func mistakes(arguments: [String], message: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(arguments, environment: ["RATEPROOF_API_KEYS": ""])
        #expect(result.status == 64)
        #expect(result.errors.contains(message), "\(result.errors)")
    }

    @Test("a key that is no key is refused without being shown")
    func wrongKey() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "--target", "http://127.0.0.1:1"], environment: ["RATEPROOF_API_KEYS": "otr_fine12345678,sesame\u{7f}open"])
        #expect(result.status == 64)
        #expect(result.errors.contains("key 2 of 2 has characters that cannot be sent") && !result.errors.contains("sesame"))
        for flags in [["--target", "http://user:sesame@127.0.0.1"], ["--set", "keys.from_environment=otr_sesame", "--set", "keys.count=null"]] {
            let other = try await program.run(["run"] + flags)
            #expect(other.status == 64 && !other.errors.contains("sesame"), "\(other.errors)")
        }
    }

    @Test("a target that is not there ends with 4 and a report that says so", arguments: [
        ("http://127.0.0.1:1", "refuses connections"), ("http://no-such-host.invalid", "cannot be resolved"),
    ])
    func unreachable(url: String, message: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "--target", url, "--keys", "2", "--authorized", "--out", program.reportFile.path()])
        #expect(result.status == 4)
        #expect(result.report?["verdict"] as? String == "invalid")
        #expect((result.report?["reason"] as? String)?.contains(message) == true)
    }

    @Test("results are not lost to a folder that cannot be written")
    func refuge() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        try Data().write(to: program.folder.appending(path: "file"))
        let result = try await program.run(["run", "smoke", "--out", program.folder.appending(path: "file/report.json").path()])
        #expect(result.status == 0)
        let refuge = try #require(result.errors.firstMatch(of: /it is in (\S+)\./)?.output.1)
        #expect(FileManager.default.fileExists(atPath: String(refuge)))
        try FileManager.default.removeItem(atPath: String(refuge))
    }

    @Test("help and lists", arguments: [
        (["--help"], "Exit codes"), (["run", "--help"], "Examples"), (["list", "checks"], "CNT-01"), (["list", "defects"], "check-then-increment"),
        (["list", "algorithms"], "gcra"), (["list", "dialects"], "x-ratelimit-epoch"), (["list", "formats"], ".html"), (["--version"], "0.1.0"),
    ])
    func help(arguments: [String], text: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(arguments)
        #expect(result.status == 0 && result.output.contains(text), "\(result.output)")
    }
}
