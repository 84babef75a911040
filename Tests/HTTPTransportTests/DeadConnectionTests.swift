import HTTPTransport
import LoadEngine
import Synchronization
import Testing
import Timeline
import Turns

/// Goal: connections that die are not taken for a server that does, and a server that does is noticed. Method: real
/// sockets to a server that ends its connections in all the ways that the world knows.
@Suite(.realTime, .timeLimit(.minutes(1))) struct DeadConnectionTests {
    /// Drives a server with a pool of connections that are all open; the body may tell the server what to do
    /// meanwhile.
    private func drive(
        _ server: MortalServer, over transport: Transport, connections: Int = 40, timeout: TimeSpan = .seconds(5), patience: TimeSpan = .zero,
        _ body: @escaping @Sendable (Sender) async throws -> Void
    ) async throws -> [Attempt] {
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1", tls: nil)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"), transport: transport)
        let recorder = Recorder(budget: 10_000)
        let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: recorder, timeout: timeout, patience: patience)
        do {
            try await world.run {
                try await world.target.prepare(connections: connections)
                try await body(Sender(driver: driver))
            }
        } catch {
            await world.shutDown()
            throw error
        }
        await world.shutDown()
        return recorder.attempts
    }

    private struct Sender: Sendable {
        let driver: Driver

        func one() async throws -> Attempt { try await driver.send(.create, subject: driver.newSubject(), key: 0, phase: 0) }

        func atOnce(_ count: Int) async throws {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<count { group.addTask { _ = try await one() } }
                try await group.waitForAll()
            }
        }

        func pause(_ span: TimeSpan) async throws { try await driver.clock.sleep(until: driver.now + span) }
    }

    @Test("kept connections that all end when they are used do not end the run: the next request goes over a new one",
          arguments: Transport.here, [MortalServer.Death.reset, .close])
    func allReset(transport: Transport, death: MortalServer.Death) async throws {
        let server = try await MortalServer.start()
        let attempts = try await drive(server, over: transport) { sender in
            try await sender.atOnce(40)
            server.doomOpenConnections(death)
            try await sender.atOnce(40)
            for _ in 0..<60 { _ = try await sender.one() }
        }
        await server.stop()
        #expect(attempts.count == 140 && attempts.prefix(40).allSatisfy(\.isAdmitted) && attempts.suffix(20).allSatisfy(\.isAdmitted))
        #expect(attempts[40..<80].contains { !$0.isAdmitted })
    }

    @Test("a server that ends each connection after ten requests, late, loses those and no more", arguments: Transport.here)
    func recycled(transport: Transport) async throws {
        let server = try await MortalServer.start(mostRequests: 10)
        let attempts = try await drive(server, over: transport, connections: 4) { sender in
            for _ in 0..<200 { _ = try await sender.one() }
        }
        await server.stop()
        let lost = attempts.filter { !$0.isAdmitted }
        #expect(lost.count <= 20 && lost.allSatisfy { $0.outcome == .indeterminate(.reset) || $0.outcome == .indeterminate(.closed) })
    }

    @Test("connections that fall silent are left after one time-out, and new ones serve", arguments: Transport.here)
    func silent(transport: Transport) async throws {
        let server = try await MortalServer.start()
        let attempts = try await drive(server, over: transport, timeout: .milliseconds(1_500)) { sender in
            try await sender.atOnce(40)
            server.doomOpenConnections(.silence)
            #expect(try await sender.one().outcome == .indeterminate(.timeout))
            for _ in 0..<50 { #expect(try await sender.one().isAdmitted) }
        }
        await server.stop()
        #expect(attempts.count { !$0.isAdmitted } == 1)
    }

    @Test("what died of silence once is not trusted after such a silence again", arguments: Transport.here)
    func idle(transport: Transport) async throws {
        let server = try await MortalServer.start()
        let attempts = try await drive(server, over: transport, connections: 8) { sender in
            for _ in 0..<3 {
                try await sender.atOnce(8)
                try await sender.pause(.milliseconds(1_100))
                server.doomOpenConnections(.reset)
                for _ in 0..<8 { _ = try await sender.one() }
            }
        }
        await server.stop()
        #expect(attempts.count { !$0.isAdmitted } == 1, "\(attempts.map(\.outcome))")
    }

    @Test("a server that is gone ends the run after a request on a new connection, with its reason", arguments: Transport.here)
    func gone(transport: Transport) async throws {
        let server = try await MortalServer.start()
        let stop = await #expect(throws: Driver.Stop.self) {
            try await drive(server, over: transport, connections: 8) { sender in
                try await sender.atOnce(8)
                server.doomOpenConnections(.reset)
                await server.stop()
                for _ in 0..<200 { _ = try await sender.one() }
            }
        }
        guard case .targetLost(let failures, .refused) = stop else { Issue.record("\(String(describing: stop))"); return }
        #expect((30...40).contains(failures))
    }

    @Test("the reason of the end is kept although others that it ends fail as cancelled", arguments: Transport.here)
    func reason(transport: Transport) async throws {
        let server = try await MortalServer.start()
        let found = Mutex<Driver.Stop?>(nil)
        _ = try? await drive(server, over: transport, connections: 8) { sender in
            await server.stop()
            server.doomOpenConnections(.close)
            do { try await sender.atOnce(200) } catch {
                found.withLock { $0 = sender.driver.stop }
                throw error
            }
        }
        #expect(found.withLock { $0.map { if case .targetLost = $0 { true } else { false } } } == true)
    }

    @Test("a server that answers and then closes every connection may be a limiter: it is waited for", arguments: Transport.here)
    func refusesByClosing(transport: Transport) async throws {
        let server = try await MortalServer.start()
        @Sendable func refuse(_ sender: Sender) async throws {
            try await sender.atOnce(8)
            server.doomAll(.close)
            for _ in 0..<60 { _ = try await sender.one() }
            server.doomNone()
            #expect(try await sender.one().isAdmitted)
        }
        let attempts = try await drive(server, over: transport, connections: 8, patience: .seconds(50), refuse)
        #expect(attempts.count == 69)
        server.doomNone()
        await #expect(throws: Driver.Stop.self) { try await drive(server, over: transport, connections: 8, refuse) }
        await server.stop()
    }
}
