package import LoadEngine
import Timeline

/// Real sockets on one loop, which is also what runs the driver; further loops have connections of their own, and run what they are given of a load.
package struct SocketWorld: World {
    private let runtime: any Runtime
    private let others: [SocketWorld]
    package let hooks: Set<Hook>
    private let performer: @Sendable (Hook) async throws -> Void

    package var clock: any RunClock { runtime.clock }
    package var target: any Target { runtime.target }
    package var helpers: [any World] { others }
    /// What the sockets run on.
    package var transport: Transport { runtime.transport }

    /// `endpoints` are the nodes of one target, at least one, each as often as there are `sources`, side by side; `performer` carries out the hooks.
    ///
    /// Throws: `TargetUnavailable` where the transport cannot serve the endpoints, or the TLS set-up cannot be made, such as an unreadable
    /// trust file.
    package init(
        _ endpoints: [NodeAddress], spelling: RequestSpelling, transport: Transport? = nil, loops: Int = 1, sources: Int = 1, hooks: Set<Hook> = [],
        performer: @escaping @Sendable (Hook) async throws -> Void = { _ in }
    ) throws(TargetUnavailable) {
        let shared = SharedParts()
        let make: () throws(TargetUnavailable) -> any Runtime = { () throws(TargetUnavailable) in
            switch transport ?? .best(for: endpoints) {
            case .epoll: try Self.epoll(endpoints, spelling, shared, sources)
            case .nio: try NIORuntime(endpoints, spelling, shared, sources: sources)
            }
        }
        runtime = try make()
        var others: [SocketWorld] = []
        for _ in 1..<max(1, loops) { others.append(SocketWorld(helper: try make())) }
        self.others = others
        self.hooks = hooks
        self.performer = performer
    }

    private init(helper runtime: any Runtime) {
        self.runtime = runtime
        others = []
        hooks = []
        performer = { _ in }
    }

    private static func epoll(_ endpoints: [NodeAddress], _ spelling: RequestSpelling, _ shared: SharedParts, _ sources: Int) throws(TargetUnavailable) -> any Runtime {
        guard endpoints.allSatisfy({ $0.tls == nil && $0.version == .http1 }) else {
            throw TargetUnavailable(cause: .unreachable, description: "the epoll transport speaks plain HTTP/1.1 only; use target.transport: auto")
        }
        #if os(Linux)
        return try EpollRuntime(endpoints, spelling, shared, sources: sources)
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

    /// Ends the loops; the world cannot be used afterwards.
    package func shutDown() async {
        for other in others { await other.shutDown() }
        await runtime.target.close()
        await runtime.shutDown()
    }
}

extension Transport {
    static func best(for endpoints: [NodeAddress]) -> Transport {
        #if os(Linux)
        endpoints.contains { $0.tls != nil || $0.version == .http2 } ? .nio : .epoll
        #else
        .nio
        #endif
    }
}

/// What the loops of a world have in common.
struct SharedParts: Sendable {
    /// Where the run's clock begins, on the machine's monotonic one.
    let origin = SystemTime.monotonic
    let meter = ConnectionMeter()
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
