import NIOCore
import NIOPosix
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A server on loopback that answers every request with 201 but lets its connections die, as middleboxes and
/// keep-alive time-outs do.
final class MortalServer: Sendable {
    /// What becomes of a request on a connection that is to die.
    enum Death: Sendable { case reset, close, silence }

    /// How many requests a connection lives for; nothing for as many as come.
    private let mostRequests: Int?
    private let state = Mutex((accepted: 0, doomed: 0, death: Death.reset))
    private let channel = Mutex<(any Channel)?>(nil)

    private init(_ mostRequests: Int?) { self.mostRequests = mostRequests }

    static func start(mostRequests: Int? = nil) async throws -> MortalServer {
        let server = MortalServer(mostRequests)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(ChannelOptions.backlog, value: 256)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Answering(server, server.accept())) }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        server.channel.withLock { $0 = channel }
        return server
    }

    var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }
    /// How many connections there were.
    var accepted: Int { state.withLock(\.accepted) }

    /// From now on the connections that are open answer no more; later ones do.
    func doomOpenConnections(_ death: Death) { state.withLock { ($0.doomed, $0.death) = ($0.accepted, death) } }

    /// From now on no connection answers, until none does so.
    func doomAll(_ death: Death) { state.withLock { ($0.doomed, $0.death) = (.max, death) } }
    func doomNone() { state.withLock { $0.doomed = 0 } }

    /// Takes no more connections.
    func stop() async { try? await channel.withLock { $0 }?.close() }

    private func accept() -> Int { state.withLock { state in state.accepted += 1; return state.accepted } }

    fileprivate func death(of connection: Int, after requests: Int) -> Death? {
        if let mostRequests, requests > mostRequests { return .reset }
        return state.withLock { connection <= $0.doomed ? $0.death : nil }
    }

    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let server: MortalServer
        private let number: Int
        private var requests = 0

        init(_ server: MortalServer, _ number: Int) { (self.server, self.number) = (server, number) }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            requests += 1
            switch server.death(of: number, after: requests) {
            case .silence: break
            case .close: context.close(promise: nil)
            case .reset:
                let channel = context.channel
                let atOnce = (channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
                (atOnce ?? channel.eventLoop.makeSucceededVoidFuture()).whenComplete { _ in channel.close(promise: nil) }
            case nil: context.writeAndFlush(NIOAny(ByteBuffer(string: "HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}")), promise: nil)
            }
        }
    }
}
