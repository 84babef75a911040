import HTTPTransport
import LoadEngine
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import Synchronization
import Testing
import Timeline
import Turns

/// Goal: an HTTP/2 connection that ends, or falls silent, costs what was under way on it, and one other takes its
/// place. Method: real sockets to a server that counts its connections and lets them go.
@Suite(.realTime, .timeLimit(.minutes(1))) struct HTTP2ConnectionTests {
    private func drive(
        _ server: LeavingServer, timeout: TimeSpan = .seconds(5), _ body: @escaping @Sendable (Driver) async throws -> Void
    ) async throws -> (attempts: [Attempt], connections: ConnectionRecord?) {
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1", tls: nil, version: .http2)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"))
        let recorder = Recorder(budget: 10_000)
        let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: recorder, timeout: timeout)
        try await world.run {
            try await world.target.prepare(connections: 60)
            try await body(driver)
        }
        let connections = world.target.connections
        await world.shutDown()
        await server.stop()
        return (recorder.attempts, connections)
    }

    private static func send(_ driver: Driver, workers: Int, each: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<workers {
                group.addTask { for _ in 0..<each { try await driver.send(.create, subject: driver.newSubject(), key: 0, phase: 0) } }
            }
            try await group.waitForAll()
        }
    }

    @Test("after GOAWAY one new connection serves all, and what was not looked at is sent again and counted")
    func goAway() async throws {
        let server = try await LeavingServer.start(goAwayAfter: 100, .noError)
        let (attempts, connections) = try await drive(server) { try await Self.send($0, workers: 60, each: 4) }
        #expect(attempts.count == 240 && attempts.allSatisfy(\.isAdmitted))
        #expect(server.accepted == 2 && connections?.opened == 2)
        #expect(connections?.resent ?? 0 > 0)
        #expect(attempts.reduce(0) { $0 + $1.resends } == connections?.resent)
        // It left when it left first.
        #expect(attempts.allSatisfy { attempt in attempt.departed.map { $0 - attempt.scheduled < .milliseconds(200) } ?? false })
    }

    @Test("GOAWAY with ENHANCE_YOUR_CALM is an answer: it is not asked again, and the code is the cause")
    func calm() async throws {
        let server = try await LeavingServer.start(goAwayAfter: 8, .enhanceYourCalm)
        let (attempts, connections) = try await drive(server) { try await Self.send($0, workers: 16, each: 1) }
        #expect(attempts.count(where: \.isAdmitted) == 8)
        #expect(attempts.filter { !$0.isAdmitted }.allSatisfy { $0.outcome == .indeterminate(.enhanceYourCalm) }, "\(attempts.map(\.outcome))")
        #expect(connections?.resent == nil)
    }

    @Test("a connection that falls silent is left after a time-out")
    func silentTimeout() async throws {
        let server = try await LeavingServer.start()
        let (attempts, _) = try await drive(server, timeout: .milliseconds(1_200)) { driver in
            try await Self.send(driver, workers: 8, each: 2)
            server.fallSilent()
            try await Self.send(driver, workers: 8, each: 1)
            try await Self.send(driver, workers: 8, each: 2)
        }
        #expect(attempts.count { $0.outcome == .indeterminate(.timeout) } == 8 && attempts.count(where: \.isAdmitted) == 32)
        #expect(server.accepted == 2)
    }

    @Test("a peer that does not answer a PING gets no further streams, long before the time-out of those that it has")
    func silentPing() async throws {
        let server = try await LeavingServer.start()
        let (attempts, _) = try await drive(server, timeout: .seconds(15)) { driver in
            try await Self.send(driver, workers: 8, each: 2)
            server.fallSilent()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await driver.send(.create, subject: 1_000, key: 0, phase: 0) }
                // Until it is noticed, which takes three seconds and two looks.
                try await driver.clock.sleep(until: driver.now + .seconds(5))
                try await Self.send(driver, workers: 8, each: 2)
                group.cancelAll()
                await server.stop()
            }
        }
        #expect(attempts.count(where: \.isAdmitted) == 32 && server.accepted == 2)
    }
}

/// Answers every stream with 201, until it goes away or falls silent.
private final class LeavingServer: Sendable {
    private struct State {
        var accepted = 0
        var streams = 0
        var silent = 0
        var channels: [any Channel] = []
    }

    private let state = Mutex(State())
    private let goAwayAfter: Int?
    private let code: HTTP2ErrorCode

    private init(_ goAwayAfter: Int?, _ code: HTTP2ErrorCode) { (self.goAwayAfter, self.code) = (goAwayAfter, code) }

    static func start(goAwayAfter: Int? = nil, _ code: HTTP2ErrorCode = .noError) async throws -> LeavingServer {
        let server = LeavingServer(goAwayAfter, code)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Swallowing(server, server.accept(channel)))
                    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture { try stream.pipeline.syncOperations.addHandler(Answering(server, channel)) }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.state.withLock { $0.channels.append(listener) }
        return server
    }

    var port: Int { state.withLock { $0.channels.first?.localAddress?.port ?? 0 } }
    var accepted: Int { state.withLock(\.accepted) }

    /// Nothing that comes on the connections that are open is read from now on.
    func fallSilent() { state.withLock { $0.silent = $0.accepted } }

    func stop() async { for channel in state.withLock({ $0.channels }) { try? await channel.close() } }

    private func accept(_ channel: any Channel) -> Int {
        state.withLock { state in
            state.accepted += 1
            state.channels.append(channel)
            return state.accepted
        }
    }

    fileprivate func isSilent(_ connection: Int) -> Bool { state.withLock { connection <= $0.silent } }

    /// True for the stream that makes it go away, once.
    fileprivate func answersLast() -> (goesAway: Bool, code: HTTP2ErrorCode) {
        state.withLock { state in
            state.streams += 1
            return (state.streams == goAwayAfter, code)
        }
    }

    private final class Swallowing: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let server: LeavingServer
        private let number: Int

        init(_ server: LeavingServer, _ number: Int) { (self.server, self.number) = (server, number) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if !server.isSilent(number) { context.fireChannelRead(data) }
        }
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = HTTP2Frame.FramePayload
        typealias OutboundOut = HTTP2Frame.FramePayload
        private let server: LeavingServer
        private let connection: any Channel

        init(_ server: LeavingServer, _ connection: any Channel) { (self.server, self.connection) = (server, connection) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            guard case .data(let data) = unwrapInboundIn(data), data.endStream else { return }
            let (goesAway, code) = server.answersLast()
            context.write(wrapOutboundOut(.headers(.init(headers: HPACKHeaders([(":status", "201")])))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(ByteBuffer(string: "{}")), endStream: true))), promise: nil)
            guard goesAway, let id = try? context.channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID) else { return }
            connection.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: .goAway(lastStreamID: id, errorCode: code, opaqueData: nil)), promise: nil)
            let connection = connection
            // What was answered has to leave first.
            connection.eventLoop.scheduleTask(in: .milliseconds(200)) { connection.close(promise: nil) }
        }
    }
}
