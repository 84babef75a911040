import LoadEngine
import Timeline

/// An HTTP server, or several nodes of one, each behind a pool of kept-alive connections.
final class SocketTarget: Target {
    /// One for each node and address that requests leave from, those of one node side by side.
    private let nodes: [ConnectionPool]
    private let sources: Int
    private let clock: any RunClock
    private let meter: ConnectionMeter
    /// Calls something on the loop, from any thread.
    private let onLoop: @Sendable (@escaping @Sendable () -> Void) -> Void

    init(_ nodes: [ConnectionPool], sources: Int, clock: any RunClock, meter: ConnectionMeter, onLoop: @escaping @Sendable (@escaping @Sendable () -> Void) -> Void) {
        self.nodes = nodes
        self.sources = sources
        self.clock = clock
        self.meter = meter
        self.onLoop = onLoop
    }

    var connections: ConnectionRecord? { meter.record }

    /// Only the first node is sent load; the others connect when they are asked.
    func prepare(connections: Int) async throws(TargetUnavailable) {
        for (position, node) in nodes.enumerated() { try await node.prepare(position < sources ? max(1, connections / sources) : 1) }
    }

    /// How often a request that the peer has not looked at is sent.
    private static let mostTries = 3

    func send(_ request: Request, deadline: RunInstant) async -> Exchange {
        let node = nodes[request.node * sources + request.source]
        // Why the peer had not looked at the request, how often it said so, and when it left first.
        var (unseen, resends, leftFirst) = (Cause.closed, 0, RunInstant?.none)
        var carrier: Int?
        for number in 0..<Self.mostTries {
            let idle = request.wantsOwnConnection ? nil : node.takeIdle()
            let connection: any Link
            var isNew = false
            if let idle {
                connection = idle
            } else {
                do throws(TargetUnavailable) {
                    (connection, isNew) = try await request.wantsOwnConnection ? (node.openExtra(), true) : node.checkOut(deadline: deadline)
                } catch {
                    unseen = error.cause
                    break
                }
            }
            // The clock need not be asked again where it leaves at once.
            let departed = leftFirst ?? (number == 0 && idle != nil ? nil : clock.now)
            let reply = await connection.exchange(request, deadline: deadline)
            if request.wantsOwnConnection { connection.close() } else { node.checkIn(connection) }
            if let cause = reply.cause, reply.response == nil {
                if !isNew { node.distrust(connection, cause, request.begun) }
                if reply.isUnseen {
                    unseen = cause
                    if reply.hasLeft { (resends, leftFirst, carrier) = (resends + 1, departed ?? request.begun, connection.number) }
                    if number + 1 < Self.mostTries { meter.resent() }
                    continue
                }
            }
            var exchange = Exchange(reply.response.map { .responded($0) } ?? .indeterminate(reply.cause ?? .closed), head: reply.head)
            (exchange.departed, exchange.completed, exchange.body, exchange.connection) = (departed, reply.completed, reply.body, connection.number)
            (exchange.isOnNewConnection, exchange.resends) = (isNew, resends)
            return exchange
        }
        guard resends > 0 else { return Exchange(.notSent(unseen)) }
        var exchange = Exchange(.indeterminate(unseen))
        (exchange.departed, exchange.connection, exchange.resends) = (leftFirst, carrier, resends - 1)
        return exchange
    }

    func abort() {
        let nodes = nodes
        onLoop { for node in nodes { node.abort() } }
    }

    func close() async {
        let nodes = nodes
        await withUnsafeContinuation { done in
            onLoop {
                for node in nodes { node.abort() }
                done.resume()
            }
        }
    }
}
