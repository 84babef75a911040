import Synchronization
import UnixSignals

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Runs something until it is done or a signal asks for its end; then it is cancelled and may tidy up. A second signal does not wait.
enum Interruptible {
    private final class Received: Sendable {
        private let number = Mutex<Int?>(nil)
        var first: Int? { number.withLock { $0 } }

        /// True for the first signal.
        func note(_ signal: Int) -> Bool {
            number.withLock { number in
                defer { number = number ?? signal }
                return number == nil
            }
        }
    }

    /// The result, and the signal that cut it short, if one did. `leaving` is what a second signal still waits for.
    static func run<Value: Sendable>(
        _ body: @escaping @Sendable () async -> Value, leaving: @escaping @Sendable () -> Void = {}
    ) async -> (Value, signal: Int?) {
        let received = Received()
        // Before the body begins: a signal that came in between would end the process with nothing kept.
        let signals = await UnixSignalsSequence(trapping: trapped)
        let value = await withTaskGroup(of: Value?.self) { group in
            let work = Cancellable()
            group.addTask { await work.run(body) }
            group.addTask {
                for await signal in signals {
                    let number = Int(signal.rawValue)
                    guard received.note(number) else {
                        leaving()
                        ProcessGroup.endAll()
                        _exit(Int32(128 + number))
                    }
                    Terminal.note("stopping; what was measured is kept (once more to leave at once)")
                    work.cancel()
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = await group.next() { if let result { return result } }
            preconditionFailure("the body always finishes")
        }
        return (value, received.first)
    }

    /// A terminal that goes away ends a run as Ctrl-C does, but not one that was told to go on without it (`nohup`).
    private static var trapped: [UnixSignal] {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        #if canImport(Darwin)
        let handler = action.__sigaction_u.__sa_handler
        #elseif canImport(Musl)
        let handler = action.__sa_handler.sa_handler
        #else
        let handler = action.__sigaction_handler.sa_handler
        #endif
        let isIgnored = unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
        return isIgnored ? [.sigint, .sigterm] : [.sigint, .sigterm, .sighup]
    }

    /// Work that can be cancelled apart from the group that it runs in.
    private struct Cancellable: Sendable {
        private let requests: AsyncStream<Void>
        private let feed: AsyncStream<Void>.Continuation

        init() { (requests, feed) = AsyncStream.makeStream(of: Void.self) }

        func cancel() { feed.yield() }

        func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> Value {
            await withTaskGroup(of: Value?.self) { group in
                group.addTask { await body() }
                group.addTask {
                    for await _ in requests { break }
                    return nil
                }
                while let result = await group.next() {
                    group.cancelAll()
                    if let result { return result }
                }
                preconditionFailure("the body always finishes")
            }
        }
    }
}
