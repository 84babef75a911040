package import Timeline

/// Something that answers requests: a real API, our own server, or a model in virtual time.
///
/// A target reports what came back and when; the driver holds its instants between its own, so that none can lie outside.
/// Deadlines are the target's duty, so that no request needs a second task to watch it.
package protocol Target: Sendable {
    /// Opens what can be opened ahead of the load.
    ///
    /// Throws: `TargetUnavailable` where nothing can be sent at all.
    func prepare(connections: Int) async throws(TargetUnavailable)

    /// Sends one request and returns when its response is whole, or at the deadline, or when the target is aborted.
    func send(_ request: Request, deadline: RunInstant) async -> Exchange

    /// Ends every exchange under way as cancelled, at once; callable from any thread.
    func abort()

    /// Gives back what the target holds.
    func close() async

    /// What opening connections took so far; nothing for a target that has none.
    var connections: ConnectionRecord? { get }
}

extension Target {
    package var connections: ConnectionRecord? { nil }
}

/// What one sending brought.
package struct Exchange: Sendable {
    package var outcome: Outcome
    /// When its first byte was about to be written; nothing for a target that writes as soon as it is asked.
    package var departed: RunInstant?
    /// When the response head was parsed, on the run's clock.
    package var head: RunInstant?
    /// When the response was whole; nothing for a target that returns at once.
    package var completed: RunInstant?
    /// The body of a whole answer, where it was wanted.
    package var body: [UInt8]?
    /// The number of the connection that carried it, from 1 on; nothing where there was none.
    package var connection: Int?
    /// How often it had left before, and the peer said that it had not looked at it.
    package var resends = 0
    /// False where it went over a kept connection, whose failure says nothing about the server.
    package var isOnNewConnection = true

    package init(_ outcome: Outcome, head: RunInstant? = nil) {
        self.outcome = outcome
        self.head = head
    }
}

/// Nothing can be sent to the target, and why.
package struct TargetUnavailable: Error, CustomStringConvertible {
    package var cause: Cause
    package var description: String
    package init(cause: Cause, description: String) {
        self.cause = cause
        self.description = description
    }
}

/// The one clock of a run.
package protocol RunClock: Sendable {
    var now: RunInstant { get }
    /// Returns at the instant or later, never earlier. Throws `CancellationError` when the task is cancelled.
    func sleep(until instant: RunInstant) async throws
    /// CPU time of the thread that runs the tasks, asked for by one of them; nothing where there is no such thread.
    var cpuTime: TimeSpan? { get }
}

extension RunClock {
    package var cpuTime: TimeSpan? { nil }

    /// What a wall clock shows at an instant of this one.
    ///
    /// Two clocks are not read at once, and what stops the process in between would look like an offset of the target's
    /// clock: of some pairs of readings the one counts that the least time went by in.
    package func wallTime(at instant: RunInstant, reading wall: () -> WallInstant) -> WallInstant {
        var closest = (gap: TimeSpan(nanoseconds: .max), start: wall())
        for _ in 0..<16 {
            let before = now
            let shown = wall()
            let gap = now - before
            if gap < closest.gap { closest = (gap, shown - before.sinceStart - TimeSpan(nanoseconds: gap.nanoseconds / 2)) }
        }
        return closest.start + instant.sinceStart
    }
}

/// A clock, a target that lives on it, and the executor that runs both.
package protocol World: Sendable {
    var clock: any RunClock { get }
    var target: any Target { get }
    /// Further worlds with the same clock and the same peer, each on a thread of its own, that load may be spread over.
    var helpers: [any World] { get }
    /// What can be done to the target while it runs.
    var hooks: Set<Hook> { get }
    /// Returns once it is done. Throws: `HookFailed`.
    func perform(_ hook: Hook) async throws
    /// From now on, how exactly its clock wakes sleepers.
    func pace(_ pacing: Pacing)
    /// Runs the body, and every child task of it, in this world.
    func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result
}

extension World {
    package var helpers: [any World] { [] }
    package func pace(_ pacing: Pacing) {}
    package var hooks: Set<Hook> { [] }
    package func perform(_ hook: Hook) async throws { throw HookFailed("nothing here can \(hook.rawValue)") }
}
