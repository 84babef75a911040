package import LoadEngine
import Timeline

/// Real sockets on one loop, which is also what runs the driver.
package struct SocketWorld: World {
    private let runtime: any Runtime
    package let hooks: Set<Hook>
    private let performer: @Sendable (Hook) async throws -> Void

    package var clock: any RunClock { runtime.clock }
    package var target: any Target { runtime.target }
    /// What the sockets run on.
    package var transport: Transport { runtime.transport }

    /// `endpoints` are the nodes of one target, at least one; `performer` carries out the hooks.
    ///
    /// Throws: `TargetUnavailable` where the transport cannot serve the endpoints, or the TLS set-up cannot be made, such as an unreadable
    /// trust file.
    package init(
        _ endpoints: [Endpoint], spelling: RequestSpelling, transport: Transport? = nil, hooks: Set<Hook> = [],
        performer: @escaping @Sendable (Hook) async throws -> Void = { _ in }
    ) throws(TargetUnavailable) {
        runtime = switch transport ?? .best(for: endpoints) {
        case .epoll: try Self.epoll(endpoints, spelling)
        case .nio: try NIORuntime(endpoints, spelling)
        }
        self.hooks = hooks
        self.performer = performer
    }

    private static func epoll(_ endpoints: [Endpoint], _ spelling: RequestSpelling) throws(TargetUnavailable) -> any Runtime {
        guard endpoints.allSatisfy({ $0.tls == nil && $0.version == .http1 }) else {
            throw TargetUnavailable(cause: .unreachable, description: "the epoll transport speaks plain HTTP/1.1 only; use target.transport: auto")
        }
        #if os(Linux)
        return try EpollRuntime(endpoints, spelling)
        #else
        throw TargetUnavailable(cause: .unreachable, description: "the epoll transport exists on Linux only; use target.transport: auto")
        #endif
    }

    package func pace(_ pacing: Pacing) { runtime.pace(pacing) }

    package func perform(_ hook: Hook) async throws { try await performer(hook) }

    /// A child task begins on the executor that it prefers; to prefer one alone moves nothing.
    package func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        try await withThrowingTaskGroup(of: Result.self) { group in
            group.addTask(executorPreference: runtime.executor) { try await body() }
            guard let result = try await group.next() else { preconditionFailure("a group gives what was added to it") }
            return result
        }
    }

    /// Ends the loop; the world cannot be used afterwards.
    package func shutDown() async {
        await runtime.target.close()
        await runtime.shutDown()
    }
}

extension Transport {
    static func best(for endpoints: [Endpoint]) -> Transport {
        #if os(Linux)
        endpoints.contains { $0.tls != nil || $0.version == .http2 } ? .nio : .epoll
        #else
        .nio
        #endif
    }
}

/// An executor, its clock, and a target that lives on it.
protocol Runtime: Sendable {
    var transport: Transport { get }
    var executor: any TaskExecutor { get }
    var clock: any RunClock { get }
    var target: any Target { get }
    func pace(_ pacing: Pacing)
    func shutDown() async
}

extension Runtime {
    func pace(_ pacing: Pacing) {}
}
