#if os(Linux)
import LoadEngine

/// Plain HTTP/1.1 on one epoll loop.
struct EpollRuntime: Runtime {
    private let loop: EpollLoop
    let transport = Transport.epoll
    let clock: any RunClock
    let target: any Target

    var executor: any TaskExecutor { loop }

    init(_ endpoints: [NodeAddress], _ spelling: RequestSpelling, _ shared: SharedParts, sources: Int = 1) throws(TargetUnavailable) {
        let loop = try EpollLoop(origin: shared.origin)
        let clock = EpollClock(loop: loop)
        let known = KnownResponses(spelling.recorded)
        let meter = shared.meter
        let nodes = endpoints.map { endpoint in
            let messages = RequestMessages(spelling, authority: endpoint.authority, form: endpoint.form)
            return ConnectionPool(EpollLinks(endpoint, loop: loop, messages: messages, known: known, meter), clock: clock, limit: endpoint.connections)
        }
        self.loop = loop
        self.clock = clock
        target = SocketTarget(nodes, sources: sources, clock: clock, meter: meter) { loop.call($0) }
    }

    func pace(_ pacing: Pacing) {
        loop.call { loop.pacing = pacing }
    }

    func shutDown() async { await loop.stop() }
}
#endif
