import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline

/// What one channel says about itself as an HTTP/2 connection: whether it is ready, how many streams it takes, whether it is going away.
///
/// A handler of its own for each channel, because several are tried where a name has several addresses.
final class HTTP2Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame

    let readiness: EventLoopPromise<Void>
    let isSecure: Bool
    var multiplexer: NIOHTTP2Handler.StreamMultiplexer?
    /// What the peer allows at once; nothing before it said so.
    private(set) var mostStreams: Int?
    /// True once no further stream will be looked at (RFC 9113, 6.8).
    var isGoingAway = false
    private var isSettled = false

    init(_ readiness: EventLoopPromise<Void>, isSecure: Bool) {
        self.readiness = readiness
        self.isSecure = isSecure
    }

    func settle(_ result: Result<Void, any Error>) {
        guard !isSettled else { return }
        isSettled = true
        readiness.completeWith(result)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data).payload {
        case .goAway: isGoingAway = true
        case .settings(.settings(let settings)):
            if let most = settings.last(where: { $0.parameter == .maxConcurrentStreams }) { mostStreams = max(1, most.value) }
        default: break
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        settle(.failure(ChannelError.eof))
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { settle(.failure(ChannelError.eof)) }
}

/// Waits for the connection, and over TLS for the agreement on h2 (RFC 9113, 3.2); in front of everything that speaks HTTP/2.
final class Negotiation: ChannelInboundHandler {
    typealias InboundIn = Any
    private let connection: HTTP2Connection

    init(_ connection: HTTP2Connection) { self.connection = connection }

    func channelActive(context: ChannelHandlerContext) {
        if !connection.isSecure { connection.settle(.success(())) }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(let agreed) = event {
            connection.settle(agreed == "h2" ? .success(()) : .failure(TargetUnavailable(
                cause: .unreachable, description: "the server does not offer HTTP/2 over TLS; use target.http: \"1.1\"")))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.settle(.failure(error))
        context.fireErrorCaught(error)
    }
}
