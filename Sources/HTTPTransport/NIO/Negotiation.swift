import LoadEngine
import NIOCore
import NIOHTTP2
import NIOTLS
import Timeline

/// Looks at what is agreed on over TLS (RFC 9113, 3.2), and at the first bytes that come, for peers that speak
/// something else; in front of everything that speaks HTTP/2.
final class Negotiation: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let connection: HTTP2Connection
    private var hasHeard = false

    init(_ connection: HTTP2Connection) { self.connection = connection }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !hasHeard {
            hasHeard = true
            let first = unwrapInboundIn(data).readableBytesView
            // RFC 9112, 4; a record of TLS (RFC 8446, 5.1).
            if first.starts(with: "HTTP/".utf8) { connection.settle(.failure(Misunderstanding.http1)) }
            if first.starts(with: [0x15, 0x03]) { connection.settle(.failure(Misunderstanding.tls)) }
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case TLSUserEvent.handshakeCompleted(let agreed) = event, agreed != "h2" {
            connection.settle(.failure(Misunderstanding.http1))
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        connection.settle(.failure(error))
        context.fireErrorCaught(error)
    }
}

/// The peer speaks another protocol than it was spoken to in.
enum Misunderstanding: Error { case http1, tls }
