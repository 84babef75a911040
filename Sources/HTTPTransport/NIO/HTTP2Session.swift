import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline

/// One HTTP/2 connection, which the streams of many links share. Lives on the event loop.
final class HTTP2Session: @unchecked Sendable {
    private let loop: any EventLoop
    let isSecure: Bool
    private let readiness: EventLoopPromise<Void>
    private var channel: (any Channel)?
    private var multiplexer: NIOHTTP2Handler.StreamMultiplexer?

    /// How many links have a place on it.
    var links = 1
    /// False once it is closed, or carries no further streams.
    var isUsable: Bool { !isExhausted && channel?.isActive ?? false }
    private var isExhausted = false

    init(_ loop: any EventLoop, isSecure: Bool) {
        self.loop = loop
        self.isSecure = isSecure
        readiness = loop.makePromise()
    }

    func fill(_ channel: any Channel) throws {
        try channel.pipeline.syncOperations.addHandler(Negotiation(readiness, isSecure: isSecure))
        multiplexer = try channel.pipeline.syncOperations.configureHTTP2Pipeline(
            mode: .client, connectionConfiguration: Self.connection, streamConfiguration: Self.stream
        ) { stream in stream.close() }
    }

    /// Whoever is flooded here has asked for it: guards against peers that send too much would end the load instead.
    private static let connection = {
        var configuration = NIOHTTP2Handler.ConnectionConfiguration()
        configuration.maximumConnectionGlitches = .max
        configuration.controlFrameRateLimit.maximumCount = .max
        return configuration
    }()

    private static let stream = {
        var configuration = NIOHTTP2Handler.StreamConfiguration()
        configuration.streamResetFrameRateLimit.maximumCount = .max
        configuration.streamErrorRateLimit.maximumCount = .max
        return configuration
    }()

    /// Returns once streams can be opened.
    func ready(within timeout: TimeSpan, channel: any Channel) async throws {
        self.channel = channel
        let limit = TimeAmount.nanoseconds(timeout.nanoseconds)
        let timer = loop.scheduleTask(in: limit) { self.readiness.fail(ChannelError.connectTimeout(limit)) }
        defer { timer.cancel() }
        do {
            try await readiness.futureResult.get()
        } catch {
            channel.close(promise: nil)
            throw error
        }
    }

    /// Opens a stream; one that the connection cannot carry any more fails.
    func open(_ stream: HTTP2Stream) {
        guard let multiplexer, isUsable else { stream.refuse(); return }
        let opened = loop.makePromise(of: (any Channel).self)
        opened.futureResult.whenFailure { _ in
            // The peer is going away (RFC 9113, 6.8), or all stream numbers are used up.
            self.isExhausted = true
            stream.refuse()
        }
        multiplexer.createStreamChannel(promise: opened) { channel in
            channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(stream) }
        }
    }

    func close() { channel?.close(promise: nil) }
}

/// Waits for the connection, and over TLS for the agreement on h2 (RFC 9113, 3.2).
private final class Negotiation: ChannelInboundHandler {
    typealias InboundIn = Any
    private let readiness: EventLoopPromise<Void>
    private let isSecure: Bool

    init(_ readiness: EventLoopPromise<Void>, isSecure: Bool) {
        self.readiness = readiness
        self.isSecure = isSecure
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { readiness.succeed() }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(let agreed) = event {
            if agreed == "h2" {
                readiness.succeed()
            } else {
                readiness.fail(TargetUnavailable(cause: .unreachable, description: "the server does not offer HTTP/2 over TLS; use target.http: 1.1"))
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        readiness.fail(error)
        context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
        readiness.fail(ChannelError.eof)
        context.fireChannelInactive()
    }
}
