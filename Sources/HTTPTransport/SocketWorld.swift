package import LoadEngine
import NIOCore
import NIOPosix
package import Timeline

/// Real sockets on one event loop, which is also what runs the driver.
package struct SocketWorld: World {
    private let group: MultiThreadedEventLoopGroup
    private let executor: EventLoopExecutor
    package let clock: any RunClock
    package let target: any Target
    package let hooks: Set<Hook>
    private let performer: @Sendable (Hook) async throws -> Void

    /// `endpoints` are the nodes of one target, at least one; `performer` carries out the hooks.
    ///
    /// Throws: `TargetUnavailable` where the TLS set-up cannot be made, such as an unreadable trust file.
    package init(
        _ endpoints: [Endpoint], spelling: RequestSpelling, hooks: Set<Hook> = [],
        performer: @escaping @Sendable (Hook) async throws -> Void = { _ in }
    ) throws(TargetUnavailable) {
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        executor = EventLoopExecutor(loop)
        let clock = EventLoopClock(loop)
        self.clock = clock
        target = try SocketTarget(endpoints, spelling: spelling, loop: loop, clock: clock)
        self.hooks = hooks
        self.performer = performer
    }

    package func perform(_ hook: Hook) async throws { try await performer(hook) }

    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(executor) { try await body() }
    }

    /// Ends the event loop; the world cannot be used afterwards.
    package func shutDown() async {
        try? await group.shutdownGracefully()
    }
}

/// Where a target listens, and how to reach it.
package struct Endpoint: Sendable {
    package var host: String
    package var port: Int
    /// As the Host field wants it.
    package var authority: String
    /// Nothing for plain HTTP.
    package var tls: TLS?
    /// The most connections at once.
    package var connections: Int
    package var connectTimeout: TimeSpan

    package struct TLS: Sendable {
        /// A PEM file with certificates to trust besides those of the system.
        package var trust: String?
        package init(trust: String?) { self.trust = trust }
    }

    package init(host: String, port: Int, authority: String, tls: TLS?, connections: Int = 512, connectTimeout: TimeSpan = .seconds(5)) {
        self.host = host
        self.port = port
        self.authority = authority
        self.tls = tls
        self.connections = connections
        self.connectTimeout = connectTimeout
    }
}
