import UnixSignals

/// Runs something until it is done or a signal asks for its end; then it is cancelled and may tidy up.
enum Interruptible {
    private enum Event<Value: Sendable>: Sendable { case finished(Value), signalled(Int), nobodyListens }

    /// The result, and the signal that cut it short, if one did.
    static func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) async -> (Value, signal: Int?) {
        await withTaskGroup(of: Event<Value>.self) { group in
            group.addTask { .finished(await body()) }
            group.addTask {
                for await signal in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                    return .signalled(signal == .sigint ? 2 : 15)
                }
                return .nobodyListens
            }
            var signal: Int?
            while let event = await group.next() {
                switch event {
                case .finished(let value):
                    group.cancelAll()
                    return (value, signal)
                case .signalled(let number):
                    signal = number
                    Terminal.note("stopping; what was measured is kept")
                    group.cancelAll()
                case .nobodyListens: break
                }
            }
            preconditionFailure("the body always finishes")
        }
    }
}
