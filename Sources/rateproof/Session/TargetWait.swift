import HTTPTransport
import LoadEngine
import Timeline

/// Waits until a server that is just starting takes connections.
enum TargetWait {
    private static let pause = Duration.milliseconds(250)

    /// Returns when every endpoint takes a connection or the time is over: the run then says what is wrong.
    ///
    /// Throws: `TargetUnavailable` where no connection can ever be made, such as an unreadable trust file; `CancellationError`.
    static func wait(for endpoints: [NodeAddress], _ longest: TimeSpan, _ spelling: RequestSpelling, _ transport: Transport?) async throws {
        let end = ContinuousClock.now + .nanoseconds(longest.nanoseconds)
        while try await !areOpen(endpoints, spelling, transport), ContinuousClock.now < end { try await Task.sleep(for: pause) }
    }

    private static func areOpen(_ endpoints: [NodeAddress], _ spelling: RequestSpelling, _ transport: Transport?) async throws -> Bool {
        let world = try SocketWorld(endpoints, spelling: spelling, transport: transport)
        let isOpen = (try? await world.run { try await world.target.prepare(connections: 1) }) != nil
        await world.shutDown()
        return isOpen
    }
}
