import LoadEngine
import LoopExecutor
import NIOCore
import NIOPosix

/// HTTP/1.1 and HTTP/2 over plain TCP or TLS on one NIO event loop.
struct NIORuntime: Runtime {
    private let group: MultiThreadedEventLoopGroup
    let transport = Transport.nio
    let executor: any TaskExecutor
    let clock: any RunClock
    let target: any Target

    /// Throws: `TargetUnavailable` where the TLS set-up cannot be made.
    init(_ endpoints: [NodeAddress], _ spelling: RequestSpelling, _ shared: SharedParts, sources: Int = 1) throws(TargetUnavailable) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let clock = EventLoopClock(loop, origin: shared.origin)
        let known = KnownResponses(spelling.recorded)
        let meter = shared.meter
        var nodes: [ConnectionPool] = []
        for endpoint in endpoints {
            let links: any Linking = switch endpoint.version {
            case .http1:
                try NIOLinks(endpoint, loop: loop, clock: clock, messages: RequestMessages(spelling, authority: endpoint.authority, form: endpoint.form), known: known, meter)
            case .http2: try HTTP2Links(endpoint, loop: loop, clock: clock, spelling: spelling, meter)
            }
            nodes.append(ConnectionPool(links, clock: clock, limit: endpoint.connections))
        }
        executor = EventLoopExecutor(loop)
        self.clock = clock
        target = SocketTarget(nodes, sources: sources, clock: clock, meter: meter) { loop.execute($0) }
    }

    func shutDown() async { try? await group.shutdownGracefully() }
}
