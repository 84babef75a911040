import LoadEngine
import NIOCore
import Timeline
import WireFormat

/// An HTTP/1.1 server behind a pool of kept-alive connections.
final class SocketTarget: Target {
    private let pool: ConnectionPool
    private let loop: any EventLoop
    private let clock: EventLoopClock
    private let spelling: RequestSpelling
    private let authority: String

    init(_ endpoint: Endpoint, spelling: RequestSpelling, loop: any EventLoop, clock: EventLoopClock) throws(TargetUnavailable) {
        self.loop = loop
        self.clock = clock
        self.spelling = spelling
        authority = endpoint.authority
        pool = ConnectionPool(try Connector(endpoint, loop: loop), clock: clock, limit: endpoint.connections)
    }

    func prepare(connections: Int) async throws(TargetUnavailable) { try await pool.prepare(connections) }

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let content = spelling.content(request)
        let bytes = RequestMessage.bytes(method: content.method, path: content.path, host: authority, fields: content.fields, body: content.body)
        let connection: Connection
        do throws(TargetUnavailable) {
            connection = try await pool.checkOut(deadline: deadline)
        } catch {
            return Exchange(.notSent(error.cause))
        }
        let departed = clock.now
        let reply = await connection.exchange(bytes, deadline: deadline)
        pool.checkIn(connection)
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
        let pool = pool
        loop.execute { pool.abort() }
    }

    func close() async {
        let pool = pool
        try? await loop.submit { pool.abort() }.get()
    }
}
