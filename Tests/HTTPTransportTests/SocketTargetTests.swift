import HTTPTransport
import LoadEngine
import NIOCore
import NIOPosix
import Testing
import Timeline
import Turns

/// Goal: whatever a server does, an attempt ends in the right outcome and in time. Method: real sockets to a server that follows a script.
@Suite(.realTime, .timeLimit(.minutes(1))) struct SocketTargetTests {
    /// The attempts over the transport that is usual here, after the others have shown the same outcomes.
    private func send(_ script: ScriptedServer.Script, requests: Int = 1, timeout: TimeSpan = .seconds(5)) async throws -> [Attempt] {
        let attempts = try await send(script, requests, timeout, over: nil)
        for transport in Transport.here {
            let others = try await send(script, requests, timeout, over: transport)
            #expect(others.map(\.outcome) == attempts.map(\.outcome), "over \(transport)")
        }
        return attempts
    }

    private func send(
        _ script: ScriptedServer.Script, _ requests: Int, _ timeout: TimeSpan, over transport: Transport?
    ) async throws -> [Attempt] {
        let server = try await ScriptedServer.start(script)
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1", tls: nil)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
        let recorder = Recorder(budget: 100)
        let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: recorder, timeout: timeout)
        try await world.run {
            try await world.target.prepare(connections: 2)
            for subject in 0..<requests { try await driver.send(.create, subject: subject, key: 0, phase: 0) }
            await world.target.close()
        }
        await world.shutDown()
        await server.stop()
        return recorder.attempts
    }

    private static let good = "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-RateLimit-Limit: 20\r\nServer: x\r\n\r\n{}"

    @Test("responses come back with status, instants in order and the fields that bear on limits", arguments: [
        [good], good.map(String.init), ["HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nX-RateLimit-Limit: 20\r\n\r\n2\r\n{}\r\n0\r\n\r\n"],
        ["HTTP/1.1 103 Early Hints\r\nX-RateLimit-Limit: 1\r\n\r\n" + good],
    ])
    func responds(pieces: [String]) async throws {
        let attempts = try await send(ScriptedServer.Script(pieces: pieces), requests: 3)
        #expect(attempts.count == 3)
        #expect(attempts.map(\.connection) == [1, 2, 1], "in turn")
        for attempt in attempts {
            #expect(attempt.outcome == .responded(Response(status: 201, fields: [FieldLine("x-ratelimit-limit", "20")])))
            let departed = try #require(attempt.departed)
            let head = try #require(attempt.head)
            #expect(attempt.scheduled <= departed && departed <= head && head <= attempt.completed)
        }
    }

    @Test("a unix domain socket serves as well, and one that is not there is said to be", arguments: Transport.here)
    func unixSocket(transport: Transport) async throws {
        let path = "/tmp/rateproof-test-\(transport.rawValue)-\(UInt32.random(in: 0 ... .max)).sock"
        let server = try await ScriptedServer.start(ScriptedServer.Script(pieces: [Self.good]), socket: path)
        func send(to path: String) async throws -> [Attempt] {
            let endpoint = NodeAddress(host: "nowhere.invalid", port: 1, authority: "api.example", tls: nil, socket: path)
            let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
            let recorder = Recorder(budget: 10)
            let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: recorder, timeout: .seconds(5))
            try await world.run { for subject in 0..<3 { try await driver.send(.create, subject: subject, key: 0, phase: 0) } }
            await world.shutDown()
            return recorder.attempts
        }
        #expect(try await send(to: path).allSatisfy { $0.isAdmitted })
        await server.stop()
        #expect(try await send(to: path + ".not").allSatisfy { if case .notSent = $0.outcome { true } else { false } })
        #expect(try await send(to: "/tmp/" + String(repeating: "x", count: 200)).allSatisfy { if case .notSent = $0.outcome { true } else { false } })
    }

    @Test("a body that the connection ends is whole where nothing else ends it, and cut where something should")
    func closing() async throws {
        let open = try await send(ScriptedServer.Script(pieces: ["HTTP/1.0 201 Created\r\n\r\n{}"], closes: true), requests: 2)
        #expect(open.map(\.outcome) == Array(repeating: .responded(Response(status: 201, fields: [])), count: 2))
        #expect(Set(open.compactMap(\.connection)).count == 2, "none carried both")
        let cut = try await send(ScriptedServer.Script(pieces: ["HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{}"], closes: true), requests: 2)
        #expect(cut.map(\.outcome) == Array(repeating: .responded(Response(status: 201, fields: [], isWhole: false)), count: 2))
    }

    @Test("without a response head the outcome is indeterminate, with its cause", arguments: [
        (ScriptedServer.Script(pieces: [], closes: true), Cause.closed),
        (ScriptedServer.Script(pieces: ["HTTP/1.1 201 Cr"], closes: true), .closed),
        (ScriptedServer.Script(pieces: ["\u{1}\u{2}garbage"]), .malformed),
        (ScriptedServer.Script(pieces: ["HTTP/1.1 201 Created\r\nno colon here\r\n\r\n"]), .malformed),
        (ScriptedServer.Script(pieces: ["HTTP/1.1 201 Created\r\nX-A: " + String(repeating: "a", count: 100_000)]), .oversized),
        (ScriptedServer.Script(pieces: [], answers: false), .timeout),
    ])
    func indeterminate(script: ScriptedServer.Script, cause: Cause) async throws {
        // Only where nothing comes is the time-out what ends it, however slow this machine is.
        let attempts = try await send(script, requests: 2, timeout: cause == .timeout ? .milliseconds(200) : .seconds(20))
        #expect(attempts.map(\.outcome) == [.indeterminate(cause), .indeterminate(cause)])
        #expect(attempts.allSatisfy { $0.head == nil && $0.departed != nil })
    }

    @Test("an endless body ends at the client's limit with the head that came")
    func endless() async throws {
        let chunk = "10000\r\n" + String(repeating: "x", count: 65_536) + "\r\n"
        let script = ScriptedServer.Script(
            pieces: ["HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n"] + Array(repeating: chunk, count: 80))
        let attempts = try await send(script)
        #expect(attempts.map(\.outcome) == [.responded(Response(status: 201, fields: [], isWhole: false))])
    }

    @Test("nobody listening is known before the first request, with a remedy", arguments: Transport.here)
    func refused(transport: Transport) async throws {
        let server = try await ScriptedServer.start(ScriptedServer.Script(pieces: []))
        await server.stop()
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1", tls: nil)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
        let problem = await #expect(throws: TargetUnavailable.self) { try await world.run { try await world.target.prepare(connections: 1) } }
        #expect(problem?.cause == .refused && problem?.description.contains("is the server running") == true)
        await world.shutDown()
    }

    @Test("a sleep on the loop is never early, and ends when cancelled", arguments: Transport.here)
    func clock(transport: Transport) async throws {
        let server = try await ScriptedServer.start(ScriptedServer.Script(pieces: []))
        let world = try SocketWorld([NodeAddress(host: "127.0.0.1", port: server.port, authority: "x", tls: nil)],
                                    spelling: RequestSpelling(runID: "t"), transport: transport)
        try await world.run {
            for step in 1...40 {
                let due = RunInstant.start + .microseconds(step * 777)
                try await world.clock.sleep(until: due)
                #expect(world.clock.now >= due)
            }
            await withTaskGroup(of: Bool.self) { group in
                group.addTask { do { try await world.clock.sleep(until: .start + .seconds(50)); return false } catch { return true } }
                group.cancelAll()
                #expect(await group.next() == true)
            }
        }
        await world.shutDown()
        await server.stop()
    }
}

extension Transport {
    /// What this platform has.
    static var here: [Transport] {
        #if os(Linux)
        [.epoll, .nio]
        #else
        [.nio]
        #endif
    }
}
