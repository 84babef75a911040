import Synchronization
import Timeline

/// The tasks that send the arrivals of an open model: as many as were ever busy at the same time, each with one request under way.
///
/// A task that has its response waits for the next arrival, so that none has to be made for it. The cap on requests under way is theirs, and so is
/// the first problem that one of them met.
final class Senders: Sendable {
    /// One arrival to send.
    struct Order: Sendable {
        var part: OperationMix.Part
        var key: Int
        var due: RunInstant
        var bodies: BodyCheck?
    }

    enum Taker { case started, missing, none }

    private struct State {
        var idle: [UnsafeContinuation<Order?, Never>] = []
        var busy = 0
        var isOver = false
        var problem: (any Error)?
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) { self.capacity = capacity }

    /// Gives the arrival to a task that waits for one. Where there is none, the caller adds one; where too many are busy, nobody takes it.
    func give(_ order: Order) -> Taker {
        let (taker, idle) = state.withLock { state -> (Taker, UnsafeContinuation<Order?, Never>?) in
            guard state.busy < capacity else { return (.none, nil) }
            state.busy += 1
            let idle = state.idle.popLast()
            return (idle == nil ? .missing : .started, idle)
        }
        idle?.resume(returning: order)
        return taker
    }

    /// Sends one arrival after another, until no more will come.
    func work(from first: Order, send: (Order) async throws -> Void) async {
        var next: Order? = first
        while let order = next {
            do { try await send(order) } catch { report(error) }
            next = await waitForNext()
        }
    }

    private func waitForNext() async -> Order? {
        await withUnsafeContinuation { continuation in
            let isOver = state.withLock { state in
                state.busy -= 1
                if !state.isOver { state.idle.append(continuation) }
                return state.isOver
            }
            if isOver { continuation.resume(returning: nil) }
        }
    }

    /// No more will come: whoever waits may end, and whoever is busy when it is done.
    func finish() {
        let idle = state.withLock { state in
            state.isOver = true
            defer { state.idle = [] }
            return state.idle
        }
        for waiting in idle { waiting.resume(returning: nil) }
    }

    private func report(_ error: any Error) { state.withLock { if $0.problem == nil { $0.problem = error } } }
    var problem: (any Error)? { state.withLock(\.problem) }
}
