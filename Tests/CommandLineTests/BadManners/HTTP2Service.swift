import LeadsAPI
import Limiters
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOPosix
import ReferenceServer
import Synchronization
import Timeline

/// A sound leads API over HTTP/2 with prior knowledge, and one habit of real servers.
struct HTTP2Service: Sendable {
    enum Habit: Sendable {
        case none
        /// Over quota: GOAWAY with ENHANCE_YOUR_CALM, and the connection ends (anthropics/anthropic-sdk-go#219).
        case calm
        /// Over quota: RST_STREAM with ENHANCE_YOUR_CALM (imroc/req#163).
        case reset
        /// One stream in ten: RST_STREAM with REFUSED_STREAM, before it is counted (dotnet/corefx#39005).
        case refused
        /// After fifty streams of a connection: GOAWAY with NO_ERROR; later ones are not looked at (golang/go#18112).
        case recycled
    }

    let port: Int
    private let channel: any Channel

    static func start(_ habit: Habit, quota: Int, window: TimeSpan) async throws -> HTTP2Service {
        let state = State(habit, LeadsService(.init(quota: quota, window: window), started: WallClock.now))
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let connection = NIOLoopBound(Connection(channel, state), eventLoop: channel.eventLoop)
                    _ = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
                        mode: .server, connectionConfiguration: .init(), streamConfiguration: .init()
                    ) { stream in
                        stream.eventLoop.makeCompletedFuture {
                            try stream.pipeline.syncOperations.addHandler(Stream(connection.value))
                        }
                    }
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return HTTP2Service(port: channel.localAddress?.port ?? 0, channel: channel)
    }

    func stop() async { try? await channel.close() }

    /// What all connections share.
    fileprivate final class State: Sendable {
        let habit: Habit
        private let service: Mutex<LeadsService>
        private let streams = Atomic(0)

        init(_ habit: Habit, _ service: LeadsService) {
            self.habit = habit
            self.service = Mutex(service)
        }

        /// Counts a stream, from one.
        func nextStream() -> Int { streams.wrappingAdd(1, ordering: .relaxed).newValue }

        func answer(_ request: APIRequest) -> APIResponse {
            service.withLock { service in
                let now = WallClock.now
                return service.finish(service.arrive(request, at: now), at: now)
            }
        }
    }
}

/// One connection, on its loop.
private final class Connection {
    static let streamsEach = 50

    let channel: any Channel
    let state: HTTP2Service.State
    var responses = 0, answered = HTTP2StreamID.rootStream
    private(set) var isGoingAway = false

    init(_ channel: any Channel, _ state: HTTP2Service.State) {
        self.channel = channel
        self.state = state
    }

    func goAway(after last: HTTP2StreamID, _ code: HTTP2ErrorCode) {
        guard !isGoingAway else { return }
        isGoingAway = true
        let payload = HTTP2Frame.FramePayload.goAway(lastStreamID: last, errorCode: code, opaqueData: nil)
        channel.writeAndFlush(HTTP2Frame(streamID: .rootStream, payload: payload), promise: nil)
    }
}

/// One stream: reads its request to the end, then answers or does what the habit says.
private final class Stream: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let connection: Connection
    private var head = HPACKHeaders()
    private var body: [UInt8] = []

    init(_ connection: Connection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let headers):
            head = headers.headers
            if headers.endStream { answer(context) }
        case .data(let data):
            if case .byteBuffer(let bytes) = data.data { body.append(contentsOf: bytes.readableBytesView) }
            if data.endStream { answer(context) }
        default: break
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ context: ChannelHandlerContext) {
        let state = connection.state
        if state.habit == .refused, state.nextStream() % 10 == 0 {
            return context.writeAndFlush(wrapOutboundOut(.rstStream(.refusedStream)), promise: nil)
        }
        let fields = head.filter { !$0.name.hasPrefix(":") }.map { FieldLine($0.name, $0.value) }
        let (method, path) = (head.first(name: ":method") ?? "", head.first(name: ":path") ?? "")
        let response = state.answer(APIRequest(method: method, path: path, fields: fields, body: body))
        switch (state.habit, response.status) {
        case (.calm, 429):
            connection.goAway(after: connection.answered, .enhanceYourCalm)
            connection.channel.close(promise: nil)
        case (.reset, 429): context.writeAndFlush(wrapOutboundOut(.rstStream(.enhanceYourCalm)), promise: nil)
        default: write(response, context)
        }
    }

    private func write(_ response: APIResponse, _ context: ChannelHandlerContext) {
        let stream = try? context.channel.syncOptions?.getOption(HTTP2StreamChannelOptions.streamID)
        connection.answered = max(connection.answered, stream ?? .rootStream)
        connection.responses += 1
        var headers = HPACKHeaders([(":status", "\(response.status)"), ("content-type", "application/json")])
        for field in response.fields { headers.add(name: field.name.lowercased(), value: field.value) }
        headers.add(name: "date", value: HTTPDate.format(WallClock.now))
        let isWhole = head.first(name: ":method") == "HEAD"
        context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: isWhole))), promise: nil)
        if !isWhole {
            let bytes = ByteBuffer(bytes: response.body)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(bytes), endStream: true))), promise: nil)
        }
        context.flush()
        if connection.state.habit == .recycled, connection.responses == Connection.streamsEach {
            connection.goAway(after: connection.answered, .noError)
        }
    }
}
