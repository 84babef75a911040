import LoadEngine
import Timeline

/// An HTTP server, or several nodes of one, each behind a pool of kept-alive connections.
final class SocketTarget: Target {
    struct Node: Sendable {
        let pool: ConnectionPool
        let messages: RequestMessages
    }

    private let nodes: [Node]
    private let clock: any RunClock
    /// Calls something on the loop, from any thread.
    private let onLoop: @Sendable (@escaping @Sendable () -> Void) -> Void

    init(_ nodes: [Node], clock: any RunClock, onLoop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
        self.nodes = nodes
        self.clock = clock
        self.onLoop = onLoop
    }

    /// Only the first node is sent load; the others connect when they are asked.
    func prepare(connections: Int) async throws(TargetUnavailable) {
        for (position, node) in nodes.enumerated() { try await node.pool.prepare(position == 0 ? connections : 1) }
    }

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let node = nodes[request.node]
        let connection: any Link
        if !request.wantsOwnConnection, let idle = node.pool.takeIdle() {
            connection = idle
        } else {
            do throws(TargetUnavailable) {
                connection = try await request.wantsOwnConnection ? node.pool.openExtra() : node.pool.checkOut(deadline: deadline)
            } catch {
                return Exchange(.notSent(error.cause))
            }
        }
        let bytes = node.messages.bytes(of: request)
        let departed = clock.now
        let reply = await connection.exchange(bytes, key: request.key, answersHEAD: request.operation == .head, deadline: deadline)
        if request.wantsOwnConnection { connection.close() } else { node.pool.checkIn(connection) }
        var exchange = Exchange(reply.response.map { .responded($0) } ?? .indeterminate(reply.cause ?? .closed), head: reply.head)
        exchange.departed = departed
        return exchange
    }

    func abort() {
        let nodes = nodes
        onLoop { for node in nodes { node.pool.abort() } }
    }

    func close() async {
        let nodes = nodes
        await withUnsafeContinuation { done in
            onLoop {
                for node in nodes { node.pool.abort() }
                done.resume()
            }
        }
    }
}
