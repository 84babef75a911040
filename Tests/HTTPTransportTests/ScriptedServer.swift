import NIOCore
import NIOPosix

/// A server on loopback that answers every request with the same bytes, in the same pieces, and then maybe closes.
struct ScriptedServer: Sendable {
    struct Script: Sendable {
        var pieces: [String]
        var closes = false
        /// Answers nothing where false.
        var answers = true
    }

    let port: Int
    private let channel: any Channel

    /// On any port of the loopback, or on a socket at a path.
    static func start(_ script: Script, socket: String? = nil) async throws -> ScriptedServer {
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answering(script)) }
            }
        let channel = try await (socket.map { bootstrap.bind(unixDomainSocketPath: $0, cleanupExistingSocketFile: true) } ?? bootstrap.bind(host: "127.0.0.1", port: 0)).get()
        return ScriptedServer(port: channel.localAddress?.port ?? 0, channel: channel)
    }

    func stop() async { try? await channel.close() }
}

private final class Answering: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let script: ScriptedServer.Script

    init(_ script: ScriptedServer.Script) { self.script = script }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard script.answers else { return }
        for piece in script.pieces { context.writeAndFlush(NIOAny(ByteBuffer(string: piece)), promise: nil) }
        if script.closes { context.close(promise: nil) }
    }
}
