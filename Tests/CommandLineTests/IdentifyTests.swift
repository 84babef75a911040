import Foundation
import Testing

/// Goal: with no contract given, a limiter is named with its quota and window. Method: `identify` against every algorithm of the mock, in sizes that
/// nobody would guess.
@Suite(.timeLimit(.minutes(5))) struct IdentifyTests {
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
    ])
    func rates(_ algorithm: String, _ expected: String, _ interval: Double?) async throws {
        let found = try #require(try await identify(algorithm, 20, 10))
        #expect(found["identified"] as? String == expected, "\(found)")
        if let interval {
            let window = try #require(found["window_s"] as? Double)
            #expect(found["quota"] as? Int == 1 && abs(window - interval) < 0.02, "\(found)")
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
