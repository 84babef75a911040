import Synchronization
public import Testing

/// Suites that keep every core busy, and suites that measure real time: they take turns, so that one does not spoil the other.
///
/// Whichever comes first goes first, with all of its kind; the other kind waits until the last of them is over.
public struct Turn: SuiteTrait, TestScoping {
    fileprivate enum Kind { case computing, realTime }
    fileprivate let kind: Kind

    @concurrent public func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @concurrent @Sendable () async throws -> Void
    ) async throws {
        await Machine.shared.take(kind)
        defer { Machine.shared.giveBack() }
        try await function()
    }
}

extension Trait where Self == Turn {
    /// Hours of virtual time: as fast as the machine can.
    public static var computes: Turn { Turn(kind: .computing) }
    /// What it sees depends on when it is run.
    public static var realTime: Turn { Turn(kind: .realTime) }
}

private final class Machine: Sendable {
    static let shared = Machine()

    private struct State {
        var kind: Turn.Kind?
        var running = 0
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())

    func take(_ kind: Turn.Kind) async {
        await withCheckedContinuation { turn in
            let isNow = state.withLock { state in
                guard state.kind == nil || state.kind == kind else {
                    state.waiting.append(turn)
                    return false
                }
                state.kind = kind
                state.running += 1
                return true
            }
            if isNow { turn.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state in
            state.running -= 1
            guard state.running == 0 else { return [CheckedContinuation<Void, Never>]() }
            // Only the other kind waits.
            let next = state.waiting
            let other: Turn.Kind = state.kind == .computing ? .realTime : .computing
            (state.kind, state.running, state.waiting) = (next.isEmpty ? nil : other, next.count, [])
            return next
        }
        for turn in next { turn.resume() }
    }
}
