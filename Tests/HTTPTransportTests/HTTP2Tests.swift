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

/// Goal: whatever an HTTP/2 server does with a stream, its attempt ends in the right outcome, and the others on the connection go on. Method: real sockets
/// to a server that does something else with the first few streams.
@Suite(.realTime, .timeLimit(.minutes(1))) struct HTTP2Tests {
    enum Oddity: Sendable { case none, interim, refused, reset, calm, silence, endlessBody, uppercaseName, goAway }

    /// How many streams are odd, from the first.
    private static let odd = 6
    /// A request is sent three times at most, and one worker may be quicker than all others.
    private static let oddAtFirst = 2

    private func send(_ oddity: Oddity, requests: Int = 24, timeout: TimeSpan = .seconds(5)) async throws -> [Attempt] {
        let count = ManagedCount()
        let odd = oddity == .refused ? Self.oddAtFirst : Self.odd
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: Self.lenient, streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandler(OddAnswer(count.next() < odd ? oddity : .none, channel))
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.localAddress?.port ?? 0, authority: "127.0.0.1", tls: nil, version: .http2)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "test"))
        let recorder = Recorder(budget: 1_000)
        let driver = Driver(world: world, keys: [APIKey("otr_abcdefghijk")], recorder: recorder, timeout: timeout)
        try await world.run {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<8 {
                    group.addTask { for turn in 0..<(requests / 8) { try await driver.send(.create, subject: worker * 100 + turn, key: 0, phase: 0) } }
                }
                try await group.waitForAll()
            }
        }
        await world.shutDown()
        try await server.close()
        return recorder.attempts
    }

    private static let lenient = {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.headerBlockValidation = .disabled
        return configuration
    }()

    @Test("streams that are answered, interim or not, refused at first or left behind by a connection that goes away, bring their response",
          arguments: [Oddity.none, .interim, .refused, .goAway])
    func answered(oddity: Oddity) async throws {
        let attempts = try await send(oddity)
        #expect(attempts.count == 24)
        for attempt in attempts {
            #expect(attempt.outcome == .responded(Response(status: 201, fields: [FieldLine("x-ratelimit-limit", "20")])), "\(attempt.outcome)")
            let (departed, head) = (try #require(attempt.departed), try #require(attempt.head))
            #expect(departed <= head && head <= attempt.completed)
        }
    }

    @Test("a stream that fails fails alone, for its own reason", arguments: [
        (Oddity.reset, Cause.internalError), (.calm, .enhanceYourCalm), (.silence, .timeout), (.endlessBody, .oversized), (.uppercaseName, .malformed),
    ])
    func failing(oddity: Oddity, cause: Cause) async throws {
        let attempts = try await send(oddity, timeout: .seconds(cause == .timeout ? 1 : 20))
        let failed = attempts.filter { !($0.isAdmitted && $0.response?.isWhole == true) }
        #expect(attempts.count == 24 && failed.count == Self.odd, "\(attempts.map(\.outcome))")
        for attempt in failed {
            switch attempt.outcome {
            case .indeterminate(let found): #expect(found == cause)
            case .responded(let response): #expect(oddity == .endlessBody && !response.isWhole)
            case .notSent: Issue.record("\(attempt.outcome)")
            }
        }
    }
}

/// How many streams a server has seen.
private final class ManagedCount: Sendable {
    private let value = Atomic(0)
    func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
}

private final class OddAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload
    private let oddity: HTTP2Tests.Oddity
    private let connection: any Channel

    init(_ oddity: HTTP2Tests.Oddity, _ connection: any Channel) {
        self.oddity = oddity
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .data(let data) where data.endStream: answer(context)
        default: break
        }
    }

    private func answer(_ context: ChannelHandlerContext) {
        func head(_ fields: [(String, String)]) { context.write(wrapOutboundOut(.headers(.init(headers: HPACKHeaders(fields)))), promise: nil) }
        switch oddity {
        case .silence: return
        case .refused: context.writeAndFlush(wrapOutboundOut(.rstStream(.refusedStream)), promise: nil); return
        case .reset: context.writeAndFlush(wrapOutboundOut(.rstStream(.internalError)), promise: nil); return
        case .calm: context.writeAndFlush(wrapOutboundOut(.rstStream(.enhanceYourCalm)), promise: nil); return
        case .uppercaseName: head([(":status", "201"), ("X-Bad", "1")])
        case .interim: head([(":status", "103"), ("x-ratelimit-limit", "1")])
        case .goAway:
            // What was seen is answered; later streams are not looked at.
            connection.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: .goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil)), promise: nil)
        case .none, .endlessBody: break
        }
        if oddity != .uppercaseName { head([(":status", "201"), ("x-ratelimit-limit", "20")]) }
        let size = oddity == .endlessBody ? 5_000_000 : 2
        context.writeAndFlush(wrapOutboundOut(.data(.init(data: .byteBuffer(ByteBuffer(repeating: 0x20, count: size)), endStream: true))), promise: nil)
    }
}
