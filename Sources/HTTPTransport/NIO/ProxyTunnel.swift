import LoadEngine
import NIOCore
import Timeline

/// Asks a proxy for a tunnel before anything else is said on a connection (RFC 9110, 9.3.6), and then gets out of the way.
///
///     CONNECT host:port ─▶ 200 ─▶ the handlers behind it see a connection that has just become active
final class ProxyTunnel: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let node: NodeAddress
    private let proxy: NodeAddress.Proxy
    private var answer = ByteBuffer()
    private var isOver = false

    /// A proxy says no in a line or a page; more is not read.
    private static let longestAnswer = 16_384

    init(_ node: NodeAddress, _ proxy: NodeAddress.Proxy) {
        self.node = node
        self.proxy = proxy
    }

    func channelActive(context: ChannelHandlerContext) {
        let host = node.host.contains(":") ? "[\(node.host)]" : node.host
        var text = "CONNECT \(host):\(node.port) HTTP/1.1\r\nHost: \(host):\(node.port)\r\n"
        if let credential = proxy.credential { text += "Proxy-Authorization: Basic \(credential)\r\n" }
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text + "\r\n")), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        answer.writeBuffer(&part)
        let bytes = answer.readableBytesView
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            if bytes.count > Self.longestAnswer { refuse(context, "no answer to CONNECT that is HTTP") }
            return
        }
        let line = String(decoding: bytes.prefix { $0 != UInt8(ascii: "\r") }.prefix(120), as: UTF8.self)
        guard line.hasPrefix("HTTP/1."), line.dropFirst(8).hasPrefix(" 2") else {
            return refuse(context, line.hasPrefix("HTTP/") ? "\(line.dropFirst(9))" : "no answer to CONNECT that is HTTP")
        }
        isOver = true
        answer.moveReaderIndex(to: end.upperBound)
        let rest = answer
        context.fireChannelActive()
        if rest.readableBytes > 0 { context.fireChannelRead(NIOAny(rest)) }
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { refuse(context, "the end of the connection") }
        context.fireChannelInactive()
    }

    private func refuse(_ context: ChannelHandlerContext, _ what: String) {
        guard !isOver else { return }
        isOver = true
        let problem = TargetUnavailable(cause: .unreachable, description: """
            the proxy \(proxy.host):\(proxy.port) does not open a tunnel to \(node.host):\(node.port): it answers CONNECT with \(what); \
            may it be used for that, and does it want a name and a password (target.proxy: http://user:password@host:port)?
            """)
        context.fireErrorCaught(problem)
        context.close(promise: nil)
    }
}
