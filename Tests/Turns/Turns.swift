import Synchronization
public import Testing

/// Suites that keep every core busy, and suites that measure real time: they take turns, so that one does not spoil the other.
///
/// Whichever comes first goes first, with all of its kind; the other kind waits until the last of them is over. Of those that measure real time
/// a few run at once.
public struct Turn: SuiteTrait, TestScoping {
    fileprivate enum Kind {
        case computing, realTime

        /// How many suites may run at once: many programs that start at one moment would measure each other.
        var most: Int { self == .realTime ? 4 : .max }
    }

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

    private typealias Waiting = (kind: Turn.Kind, turn: CheckedContinuation<Void, Never>)

    private struct State {
        var kind: Turn.Kind?
        var running = 0
        var waiting: [Waiting] = []

        /// Takes those out who may go now.
        mutating func next() -> [Waiting] {
            if running == 0 { kind = waiting.first?.kind }
            var next: [Waiting] = []
            while let kind, running < kind.most, let place = waiting.firstIndex(where: { $0.kind == kind }) {
                next.append(waiting.remove(at: place))
                running += 1
            }
            return next
        }
    }

    private let state = Mutex(State())

    func take(_ kind: Turn.Kind) async {
        await withCheckedContinuation { turn in
            let next = state.withLock { state in
                state.waiting.append((kind, turn))
                return state.next()
            }
            for one in next { one.turn.resume() }
        }
    }

    func giveBack() {
        let next = state.withLock { state in
            state.running -= 1
            return state.next()
        }
        for one in next { one.turn.resume() }
    }
}
