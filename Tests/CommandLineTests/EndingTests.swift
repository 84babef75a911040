import Foundation
import Testing
import Turns

/// Goal: however a run ends, it ends, says why, keeps what it measured and leaves nothing behind. Method: the built
/// program against its own server, with hooks that do not return and signals.
@Suite(.realTime, .tags(.live), .timeLimit(.minutes(3))) struct EndingTests {
    /// A run that comes to its restart hook after a few seconds.
    private func arguments(_ port: Int, _ program: Program, hook: String, _ more: [String] = []) -> [String] {
        ["run", "limiter", "--target", "http://127.0.0.1:\(port)", "--keys", "4", "--set", "contract.quota=20", "--set", "contract.window=10s", "--only", "DST-03",
         "--set", "hooks.restart=\"\(hook)\"", "--out", program.reportFile.path(), "--out", program.folder.appending(path: "run.jsonl").path()] + more
    }

    /// Makes the files `began`, and `process` with the number of a process that it waits for.
    private static let endless = "sleep 600 & echo $! > process; touch began; wait"

    /// Whether the hook's process is there after a moment in which it may end.
    private func isRunning(_ program: Program) async throws -> Bool {
        let text = try String(contentsOf: program.folder.appending(path: "process"), encoding: .utf8).trimmingCharacters(in: .whitespacesAndNewlines)
        let process = try #require(Int32(text))
        for _ in 0..<100 {
            // One that has ended may wait for whoever adopted it to notice.
            let state = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            if kill(process, 0) != 0 || state.contains(") Z ") { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    @Test("a hook that does not return is ended with all that it started, and so is the run")
    func hookTimeout() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.serving(quota: 20, window: "10s") { port, _ in
            try await program.run(arguments(port, program, hook: Self.endless, ["--set", "hooks.timeout=1s"]), folder: program.folder)
        }
        #expect(result.status == 3, "\(result.output)\(result.errors)")
        #expect(try #require(result.report?["reason"] as? String).contains("did not end within 1 s"))
        #expect(try await !isRunning(program))
    }

    @Test("Ctrl-C ends a run that waits for a hook, with a report", arguments: [SIGINT, SIGHUP])
    func signalDuringHook(number: Int32) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let signals = [Program.Signal(number: number, after: 0.1, file: program.folder.appending(path: "began"))]
        let result = try await program.serving(quota: 20, window: "10s") { port, _ in
            try await program.run(arguments(port, program, hook: Self.endless), folder: program.folder, signals: signals)
        }
        #expect(result.status == 128 + number, "\(result.output)\(result.errors)")
        #expect(try #require(result.report?["reason"] as? String).contains("the run was stopped"))
        #expect(try await !isRunning(program))
    }

    @Test("a second Ctrl-C does not wait, but leaves the history and no process")
    func secondSignal() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        // It takes two seconds to end what does not want to.
        let stubborn = "trap '' TERM; sleep 600 & echo $! > process; touch began; while true; do wait; done"
        let signals = [Program.Signal(after: 0.1, file: program.folder.appending(path: "began")), Program.Signal(after: 0.3)]
        let result = try await program.serving(quota: 20, window: "10s") { port, _ in
            try await program.run(arguments(port, program, hook: stubborn), folder: program.folder, signals: signals)
        }
        #expect(result.status == 130, "\(result.output)\(result.errors)")
        let history = program.folder.appending(path: "run.jsonl").path()
        #expect(result.errors.contains("the history so far is in \(history)"))
        #expect(try await !isRunning(program))
        let judged = try await program.run(["check", history])
        #expect(judged.status == 3 && judged.output.contains("stopped at once"), "\(judged.output)\(judged.errors)")
    }

    @Test("what is proven stands although the run was interrupted: exit 1")
    func provenAndInterrupted() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.serving(quota: 20, window: "2s", defect: "one-too-many") { port, _ in
            try await program.run(arguments(port, program, hook: Self.endless, ["--only", "CNT-01,DST-03"]), folder: program.folder,
                                  signals: [Program.Signal(after: 0.1, file: program.folder.appending(path: "began"))])
        }
        #expect(result.status == 1 && result.report?["exit_code"] as? Int == 1, "\(result.output)\(result.errors)")
    }

    @Test("a target that goes away ends the run with 4 and the reason")
    func targetLost() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let result = try await program.serving { port, server in
            async let run = program.shell("""
                rateproof run limiter --target http://127.0.0.1:\(port) --keys 4 --set contract.quota=1000 --set contract.window=2s --only CNT-01 \
                    --set 'load=[{name: more, arrivals: {constant: {rate: 200/s}}, duration: 60s}]' --out report.json 2>progress
                """)
            let progress = program.folder.appending(path: "progress")
            for _ in 0..<3_000 where !((try? String(contentsOf: progress, encoding: .utf8)) ?? "").contains("more") { try await Task.sleep(for: .milliseconds(20)) }
            kill(server, SIGKILL)
            return try await run
        }
        #expect(result.status == 4, "\(result.output)")
        let reason = try #require(result.report?["reason"] as? String)
        #expect(reason.contains("connection refused") && reason.contains("is the target up?"), "\(reason)")
    }

    @Test("a pipe that is full and does not block gets everything once it is read; where nobody reads, that is told by the exit code")
    func fullPipe() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let script = """
            import fcntl, os, subprocess, sys, time
            def run(reads):
                r, w = os.pipe()
                fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
                try:
                    while True: os.write(w, b'x' * 4096)
                except BlockingIOError: pass
                p = subprocess.Popen(['rateproof', 'list', 'checks'], stdout=w, stderr=subprocess.DEVNULL)
                os.close(w)
                data = b''
                if reads:
                    time.sleep(1)
                    while True:
                        piece = os.read(r, 65536)
                        if not piece: break
                        data += piece
                status = p.wait()
                os.close(r)
                return status, data.lstrip(b'x')
            print(run(True)[0], run(True)[1].count(b'CNT-01'), run(False)[0])
            """
        let result = try await program.shell("python3 -c \"$SCRIPT\"", environment: ["SCRIPT": script])
        #expect(result.output == "0 1 4\n", "\(result.output)\(result.errors)")
    }
}
