import Foundation
import Testing
import Turns

/// Goal: the whole tool works over real sockets. Method: short windows; a slow machine may make a run inconclusive or invalid, never a sound
/// limiter wrong.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(3))) struct LiveTests {
    /// What a sound limiter may end with on any machine.
    private static let sound: Set<Int32> = [0, 3, 4]

    private static let short = ["--set", "contract.quota=10", "--set", "contract.window=2s", "--set", "load.0.duration=1s"]

    @Test("the self-hosted target keeps its contract", arguments: ["fixed-window", "fixed-window-first-request"])
    func selfHosted(algorithm: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(
            ["run", "--set", "target.limiter.algorithm=\(algorithm)", "--out", program.reportFile.path()] + Self.short)
        #expect(Self.sound.contains(result.status), "\(result.output)")
        #expect(result.failed == [])
        let page = try String(contentsOf: program.reportFile, encoding: .utf8)
        #expect(!page.contains("otr_rp"), "a key is shown")
    }

    @Test("a race of a real server is caught over real sockets")
    func race() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(
            ["run", "--set", "target.limiter.defects=[check-then-increment]", "--set", "target.limiter.latency=20ms", "--out",
             program.reportFile.path()] + Self.short)
        #expect(result.status == 1, "\(result.output)")
        #expect(result.failed.first == "CNT-02")
        #expect((result.check("CNT-02")?["witness"] as? [Any])?.count == 11)
    }

    @Test("doctor finds the delay of a target whose delay is known, and no sleeper wakes early")
    func doctor() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["doctor"])
        // A busy machine is not in order, and says so.
        #expect([0, 4].contains(result.status), "\(result.output)")
        #expect(result.output.contains("never early (seen)"))
        let median = try #require(result.output.firstMatch(of: /known delay: p50 ([0-9.]+) ms/).flatMap { Double($0.output.1) })
        #expect(median >= 49.9)
    }

    @Test("load alone is measured and judged by nothing, over either transport, on one loop and on several", arguments: [
        ("epoll", 1), ("nio", 1), ("epoll", 3), ("nio", 2),
    ])
    func loadAlone(transport: String, loops: Int) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(
            ["run", "--set", "checks=none", "--set", "target.transport=\(transport)", "--set", "target.loops=\(loops)",
             "--history", "judged", "--out", program.reportFile.path()] + Self.short)
        #expect([0, 4].contains(result.status), "\(result.output)")
        #expect((result.report?["checks"] as? [Any])?.isEmpty == true)
        #expect((result.report?["generator"] as? [String: Any])?["loops"] as? Int == loops)
        #expect(((result.report?["throughput"] as? [String: Any])?["sent"] as? Int ?? 0) > 20)
    }

    @Test("a generator that is asked for more than it can do says so", arguments: [
        // More than any machine sends, and more connections than files may be open.
        (arrivals: "{constant: {rate: 2000000/s}}", files: Int?.none, reasons: ["late at the 99th percentile", "in-flight cap"]),
        (arrivals: "{closed: {workers: 200}}", files: 60, reasons: ["no local port or file descriptor left"]),
    ])
    func bottleneck(arrivals: String, files: Int?, reasons: [String]) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.serving { port, _ in
            try await program.run(["run", "profiles/quick.yaml", "--target", "http://127.0.0.1:\(port)", "--keys", "2", "--set", "checks=none", "--history", "none",
                                   "--set", "load.0.arrivals=\(arrivals)", "--set", "load.0.duration=300ms", "--set", "budget.requests=100000000",
                                   "--out", program.reportFile.path()], openFiles: files)
        }
        #expect(result.status == 4, "\(result.output)\(result.errors)")
        let told = ((result.report?["generator"] as? [String: Any])?["reasons"] as? [String] ?? []).joined(separator: "\n")
        #expect(reasons.contains { told.contains($0) }, "\(told)\(result.output)")
    }

    @Test("a sending thread that is too busy, or stands still, makes a run invalid", arguments: [
        ("--set validity.cpu=0.1%", ":", "the sending thread was busy for"),
        ("--set validity.stall=300ms --set validity.lag_p99=60s", "sleep 1.5; kill -STOP $!; sleep 0.6; kill -CONT $!", "the sending thread stood still for"),
    ])
    func watched(flags: String, meanwhile: String, reason: String) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let load = "--set 'load=[{name: steady, arrivals: {constant: {rate: 40/s}}, duration: 3s}]'"
        let result = try await program.shell(
            "rateproof run quick --set checks=none \(load) \(flags) --out report.json & \(meanwhile); wait $!")
        #expect(result.status == 4, "\(result.output)\(result.errors)")
        let generator = try #require(result.report?["generator"] as? [String: Any])
        #expect((generator["reasons"] as? [String])?.contains { $0.contains(reason) } == true, "\(generator)")
        #expect((generator["loop_share"] as? Double ?? 0) > 0.001 && (generator["longest_stall_ms"] as? Double ?? -1) >= 0, "\(generator)")
    }

    @Test("an interrupted run keeps what it measured")
    func interrupted() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.run(["run", "--set", "load.0.duration=30s", "--out", program.reportFile.path()], signalAfter: 2.5)
        #expect(result.status == 130)
        let run = try #require(result.report?["run"] as? [String: Any])
        #expect((run["partial"] as? String)?.contains("stopped") == true)
        #expect(((result.report?["throughput"] as? [String: Any])?["sent"] as? Int ?? 0) > 20)
    }
}
