import LoadEngine
import NIOCore
import Timeline

/// Kept-alive connections, used in turn so that requests one by one still reach every process behind a target.
///
/// Lives on the event loop like its connections; unchecked for the same reason.
final class ConnectionPool: @unchecked Sendable {

    /// A request that waits for a connection; resumed with one, or with nothing to look again.
    private struct Waiter {
        var deadline: RunInstant
        var continuation: UnsafeContinuation<(any Link)?, Never>
    }

    private let links: any Linking
    private let clock: any RunClock
    private let limit: Int
    private var idle = CircularBuffer<any Link>()
    private var open: [ObjectIdentifier: any Link] = [:]
    private var opening = 0
    private var waiters = CircularBuffer<Waiter>()
    private var isAborted = false
    private var isWatching = false
    /// Connections that were silent for longer are not used again; nothing before one of them had died.
    private var mostSilence: TimeSpan?

    /// How often deadlines are looked at.
    private static let watchInterval = TimeSpan.milliseconds(10)

    init(_ links: any Linking, clock: any RunClock, limit: Int) {
        self.links = links
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

    private func openOne(alone: Bool = false) async throws(TargetUnavailable) -> any Link {
        opening += 1
        defer { opening -= 1 }
        do throws(TargetUnavailable) {
            let connection = try await links.connect(alone: alone)
            keep(connection)
            if isAborted { throw Self.stopped }
            return connection
        } catch {
            // Whoever waits for a place has one now, to try or to fail in its turn.
            waiters.popFirst()?.continuation.resume(returning: nil)
            throw error
        }
    }

    /// Opens a connection for one request, besides those of the pool; the caller closes it.
    func openExtra() async throws(TargetUnavailable) -> any Link {
        if isAborted { throw Self.stopped }
        return try await openOne(alone: true)
    }

    private static let stopped = TargetUnavailable(cause: .cancelled, description: "the run was stopped")

    /// A connection that waits for work, where nobody waits for one.
    func takeIdle() -> (any Link)? {
        guard !isAborted else { return nil }
        while let connection = idle.popFirst() {
            if connection.isUsable, isTrusted(connection) { return connection }
            // Its place is free again.
            connection.close()
        }
        return nil
    }

    private func isTrusted(_ connection: any Link) -> Bool {
        guard let mostSilence else { return true }
        return clock.now - connection.lastHeard < mostSilence
    }

    /// Told of a kept connection that failed with a request of this instant. What dies in silence (a server's
    /// keep-alive time-out, a forgotten address translation, a link that goes dead) does not die alone, and the server
    /// is not to blame.
    func distrust(_ connection: any Link, _ cause: Cause, _ begun: RunInstant) {
        guard [.reset, .closed, .timeout].contains(cause) else { return }
        let silence = begun - connection.lastHeard
        let isLong = silence >= Self.longSilence
        if isLong { mostSilence = min(mostSilence ?? silence / 2, silence / 2) }
        let now = clock.now
        let suspects = idle.filter { (isLong && now - $0.lastHeard >= silence / 2) || (cause == .timeout && $0.lastHeard <= begun) }
        for suspect in suspects { suspect.close() }
    }

    /// A shorter one does not explain why a connection died.
    private static let longSilence = TimeSpan.seconds(1)

    /// Waits for a connection until the deadline.
    func checkOut(deadline: RunInstant) async throws(TargetUnavailable) -> (link: any Link, isNew: Bool) {
        while true {
            if isAborted { throw Self.stopped }
            if let connection = takeIdle() { return (connection, false) }
            if open.count + opening < limit { return (try await openOne(), true) }
            if clock.now >= deadline {
                throw TargetUnavailable(cause: .connectTimeout, description: "no connection was free in time")
            }
            watch()
            let given = await withUnsafeContinuation { waiters.append(Waiter(deadline: deadline, continuation: $0)) }
            if let given, given.isUsable { return (given, false) }
        }
    }

    func checkIn(_ connection: any Link) {
        if !connection.isUsable { connection.close() }
        if let waiter = waiters.popFirst() {
            waiter.continuation.resume(returning: connection)
        } else if connection.isUsable {
            idle.append(connection)
        }
    }

    private func keep(_ connection: any Link) {
        let id = ObjectIdentifier(connection)
        open[id] = connection
        // Strong, until it closes: a weak reference would make every use of the connection dearer.
        connection.onClose = { [self, connection] in
            open[id] = nil
            idle.removeAll { $0 === connection }
            waiters.popFirst()?.continuation.resume(returning: nil)
        }
        if !connection.isUsable { open[id] = nil }
        if isAborted { connection.fail(.cancelled) }
        watch()
    }

    /// Ends every exchange under way and opens nothing more.
    func abort() {
        isAborted = true
        for connection in open.values { connection.fail(.cancelled) }
        while let waiter = waiters.popFirst() { waiter.continuation.resume(returning: nil) }
    }

    /// One timer for the deadlines of all connections and of all that wait for one.
    private func watch() {
        guard !isWatching else { return }
        isWatching = true
        links.every(Self.watchInterval) { [self] in giveUpOverdue() }
    }

    /// False once there is nothing more to watch.
    private func giveUpOverdue() -> Bool {
        let now = clock.now
        for connection in open.values where (connection.deadline ?? now) < now { connection.fail(.timeout) }
        while let waiter = waiters.first, waiter.deadline <= now {
            waiters.removeFirst()
            waiter.continuation.resume(returning: nil)
        }
        isWatching = !(isAborted && open.isEmpty && opening == 0)
        return isWatching
    }
}
