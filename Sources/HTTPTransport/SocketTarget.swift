import LoadEngine
import NIOCore
import Timeline
import WireFormat

/// An HTTP/1.1 server, or several nodes of one, each behind a pool of kept-alive connections.
final class SocketTarget: Target {
    private struct Node: Sendable {
        var pool: ConnectionPool
        var authority: String
    }

    private let nodes: [Node]
    private let loop: any EventLoop
    private let clock: EventLoopClock
    private let spelling: RequestSpelling

    /// `endpoints` are the nodes, at least one.
    init(_ endpoints: [Endpoint], spelling: RequestSpelling, loop: any EventLoop, clock: EventLoopClock) throws(TargetUnavailable) {
        self.loop = loop
        self.clock = clock
        self.spelling = spelling
        var nodes: [Node] = []
        for endpoint in endpoints {
            let pool = ConnectionPool(try Connector(endpoint, loop: loop), clock: clock, limit: endpoint.connections)
            nodes.append(Node(pool: pool, authority: endpoint.authority))
        }
        self.nodes = nodes
    }

    /// Only the first node is sent load; the others connect when they are asked.
    func prepare(connections: Int) async throws(TargetUnavailable) {
        for (position, node) in nodes.enumerated() { try await node.pool.prepare(position == 0 ? connections : 1) }
    }

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let content = spelling.content(request)
        let node = nodes[request.node]
        let bytes = RequestMessage.bytes(method: content.method, path: content.path, host: node.authority, fields: content.fields, body: content.body)
        let connection: Connection
        do throws(TargetUnavailable) {
            connection = try await request.wantsOwnConnection ? node.pool.openExtra() : node.pool.checkOut(deadline: deadline)
        } catch {
            return Exchange(.notSent(error.cause))
        }
        let departed = clock.now
        let reply = await connection.exchange(bytes, answersHEAD: content.method == "HEAD", deadline: deadline)
        if request.wantsOwnConnection { connection.close() } else { node.pool.checkIn(connection) }
        var exchange = exchange(reply, key: request.key)
        exchange.departed = departed
        return exchange
    }

    private func exchange(_ reply: Connection.Reply, key: APIKey) -> Exchange {
        guard let head = reply.head, let instant = reply.headAt else { return Exchange(.indeterminate(reply.cause ?? .closed)) }
        let excerpt = head.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: reply.excerpt, as: UTF8.self))
        let response = Response(status: head.status, fields: RecordedFields.select(head.fields, hiding: key), excerpt: excerpt,
                                isWhole: reply.cause == nil)
        return Exchange(.responded(response), head: instant)
    }

    func abort() {
        let nodes = nodes
        loop.execute { for node in nodes { node.pool.abort() } }
    }

    func close() async {
        let nodes = nodes
        try? await loop.submit { for node in nodes { node.pool.abort() } }.get()
    }
}
