import Foundation
import Testing
import Turns

/// Goal: with no contract given, a limiter is named with its quota and window. Method: `identify` against every algorithm of the mock, in sizes that
/// nobody would guess.
@Suite(.realTime, .timeLimit(.minutes(5))) struct IdentifyTests {
    @Test("what limits, how much and for how long is found without being told", arguments: [
        ("fixed-window", "fixed-window", 37, 13.0), ("fixed-window-first-request", "fixed-window", 60, 10), ("fixed-window-per-key", "fixed-window", 20, 30),
        ("window-with-ban", "window-with-ban", 37, 13), ("sliding-log", "sliding-log", 100, 60), ("segmented-window", "segmented-window", 10, 4),
        ("sliding-counter", "sliding-counter", 100, 60), ("sliding-counter", "sliding-counter", 37, 13),
        ("sliding-counter-first-request", "sliding-counter", 20, 30), ("token-bucket", "token-bucket", 37, 13), ("gcra", "token-bucket", 60, 10),
        ("token-bucket-whole-seconds", "token-bucket", 100, 60),
    ])
    func sizes(_ algorithm: String, _ expected: String, _ quota: Int, _ window: Double) async throws {
        let found = try #require(try await identify(algorithm, quota, window))
        #expect(found["identified"] as? String == expected && found["quota"] as? Int == quota, "\(found)")
        let seconds = try #require(found["window_s"] as? Double)
        // A counter that fades is not measured at its ends.
        #expect(abs(seconds - window) <= (expected == "sliding-counter" ? 0.05 : 0) * window, "\(found)")
    }

    @Test("what has no window is named by its rate, or by what may be under way", arguments: [
        ("leaky-bucket", "leaky-bucket", 0.5), ("leaky-queue", "leaky-queue", 0.5), ("concurrency-limit", "concurrency-limit", nil), ("none", "none", nil),
        ("slow-down", "delaying", nil),
    ])
    func rates(_ algorithm: String, _ expected: String, _ interval: Double?) async throws {
        let found = try #require(try await identify(algorithm, 20, 10))
        #expect(found["identified"] as? String == expected, "\(found)")
        if let interval {
            let window = try #require(found["window_s"] as? Double)
            #expect(found["quota"] as? Int == 1 && abs(window - interval) < 0.02, "\(found)")
        }
    }

    @Test("nothing is called broken or kept where no contract was given, and what is not identified is exit code 3")
    func words() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let flags = ["--target", "mock", "--set", "target.limiter.quota=20", "--set", "target.limiter.window=3s", "--out", program.reportFile.path()]
        let sound = try await program.run(["run", "identify"] + flags)
        #expect(sound.status == 0 && sound.output.contains("IDENTIFIED  The limiter is a fixed window of 20 per 3 s") && !sound.output.contains("PASS"))
        #expect(sound.report?["verdict"] as? String == "identified")
        // Refusals with another status break a rule of HTTP, but no contract.
        let faulty = try await program.run(["run", "identify"] + flags + ["--set", "target.limiter.defects=[limited-as-503]"])
        #expect(faulty.status != 1 && !faulty.output.contains("contract is broken"), "\(faulty.output)")
    }

    @Test("a contract that nobody promised is observed, and the run is held to it")
    func observed() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        func run(_ more: [String]) async throws -> Program.Result {
            try await program.run(["run", "--target", "mock", "--contract", "observed", "--set", "target.limiter.quota=20", "--set", "target.limiter.window=3s",
                                   "--out", program.reportFile.path()] + more.flatMap { ["--set", $0] })
        }
        let sound = try await run([])
        #expect(sound.status == 0, "\(sound.output)\(sound.errors)")
        let contract = sound.report?["contract"] as? [String: Any]
        #expect(contract?["basis"] as? String == "observed" && contract?["quota"] as? Int == 20 && contract?["window_s"] as? Double == 3)
        #expect(sound.output.contains("observed, not promised") && !sound.output.contains("keeps its contract"))
        let racing = try await run(["target.limiter.defects=[check-then-increment]"])
        #expect(racing.status == 1 && racing.failed.contains("CNT-02") && racing.output.contains("contradicts what it states"), "\(racing.output)")
        // What cannot be confirmed is no contract.
        for (set, said) in [("target.limiter.algorithm=sliding-log", "a sliding log"), ("target.limiter.defects=[limit-misstated]", "limit says"),
                            ("contract.dialect=none", "no field states a quota")] {
            let result = try await run([set])
            #expect(result.status == 3 && result.errors.contains(said), "\(set): \(result.output)\(result.errors)")
        }
    }

    private func identify(_ algorithm: String, _ quota: Int, _ window: Double) async throws -> [String: Any]? {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run([
            "run", "identify", "--target", "mock", "--set", "target.limiter.algorithm=\(algorithm)", "--set", "target.limiter.quota=\(quota)",
            "--set", "target.limiter.window=\(Int(window * 1_000))ms", "--out", program.reportFile.path(),
        ])
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        return result.report?["algorithm"] as? [String: Any]
    }
}
