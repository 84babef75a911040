import LoadEngine
import NIOCore
import Timeline

/// Kept-alive connections, used in turn so that requests one by one still reach every process behind a target.
///
/// Lives on the event loop like its connections; unchecked for the same reason.
final class ConnectionPool: @unchecked Sendable {
    private let connector: Connector
    private let clock: EventLoopClock
    private let limit: Int
    private var idle = CircularBuffer<Connection>()
    private var open: [ObjectIdentifier: Connection] = [:]
    private var opening = 0
    private var waiting = CircularBuffer<UnsafeContinuation<Void, Never>>()
    private var isAborted = false
    private var isWatching = false

    /// How often deadlines are looked at.
    private static let watchInterval = TimeSpan.milliseconds(10)

    init(_ connector: Connector, clock: EventLoopClock, limit: Int) {
        self.connector = connector
        self.clock = clock
        self.limit = limit
    }

    /// Opens connections, the first one alone: where it fails, the others would too.
    func prepare(_ count: Int) async throws(TargetUnavailable) {
        idle.append(try await openOne())
        await withTaskGroup(of: Void.self) { group in
            for _ in 1..<max(1, min(count, limit)) {
                // A server that allows fewer connections than asked for is served with what it gives.
                group.addTask { if let connection = try? await self.openOne() { self.checkIn(connection) } }
            }
        }
    }

    private func openOne() async throws(TargetUnavailable) -> Connection {
        opening += 1
        defer { opening -= 1 }
        let connection = try await connector.connect(clock: clock)
        keep(connection)
        return connection
    }

    func checkOut() async throws(TargetUnavailable) -> Connection {
        while true {
            if isAborted { throw TargetUnavailable(cause: .cancelled, description: "the run was stopped") }
            while let connection = idle.popFirst() { if connection.isUsable { return connection } }
            if open.count + opening < limit { return try await openOne() }
            await withUnsafeContinuation { waiting.append($0) }
        }
    }

    func checkIn(_ connection: Connection) {
        if connection.isUsable { idle.append(connection) }
        wakeOne()
    }

    private func wakeOne() { waiting.popFirst()?.resume() }

    private func keep(_ connection: Connection) {
        let id = ObjectIdentifier(connection)
        open[id] = connection
        connection.onClose = { [weak self, weak connection] in
            self?.open[id] = nil
            if let connection { self?.idle.removeAll { $0 === connection } }
            self?.wakeOne()
        }
        if !connection.isUsable { open[id] = nil }
        watch()
    }

    /// Ends every exchange under way and opens nothing more.
    func abort() {
        isAborted = true
        for connection in open.values { connection.fail(.cancelled) }
        while let continuation = waiting.popFirst() { continuation.resume() }
    }

    /// One timer for the deadlines of all connections.
    private func watch() {
        guard !isWatching, !isAborted else { return }
        isWatching = true
        connector.loop.scheduleRepeatedTask(initialDelay: .nanoseconds(Self.watchInterval.nanoseconds),
                                            delay: .nanoseconds(Self.watchInterval.nanoseconds)) { [weak self] task in
            guard let self, !self.isAborted else { task.cancel(); return }
            let now = self.clock.now
            for connection in self.open.values where (connection.deadline ?? now) < now { connection.fail(.timeout) }
        }
    }
}
