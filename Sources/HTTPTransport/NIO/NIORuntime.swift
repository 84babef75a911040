import LoadEngine
import LoopExecutor
import NIOCore
import NIOPosix

/// HTTP/1.1 over plain TCP or TLS on one NIO event loop.
struct NIORuntime: Runtime {
    private let group: MultiThreadedEventLoopGroup
    let transport = Transport.nio
    let executor: any TaskExecutor
    let clock: any RunClock
    let target: any Target

    /// Throws: `TargetUnavailable` where the TLS set-up cannot be made.
    init(_ endpoints: [Endpoint], _ spelling: RequestSpelling) throws(TargetUnavailable) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let clock = EventLoopClock(loop)
        let known = KnownResponses()
        var nodes: [SocketTarget.Node] = []
        for endpoint in endpoints {
            let links = try NIOLinks(endpoint, loop: loop, clock: clock, known: known)
            nodes.append(SocketTarget.Node(pool: ConnectionPool(links, clock: clock, limit: endpoint.connections),
                                           messages: RequestMessages(spelling, authority: endpoint.authority)))
        }
        executor = EventLoopExecutor(loop)
        self.clock = clock
        target = SocketTarget(nodes, clock: clock) { loop.execute($0) }
    }

    func shutDown() async { try? await group.shutdownGracefully() }
}
