import Synchronization

/// Why a run ends before its plan does: what was found first, for all who send.
final class RunEnding: Sendable {
    private let stop = Mutex<Driver.Stop?>(nil)

    var first: Driver.Stop? { stop.withLock { $0 } }

    /// Gives the first reason.
    func note(_ found: Driver.Stop) -> Driver.Stop {
        stop.withLock { stop in
            defer { stop = stop ?? found }
            return stop ?? found
        }
    }
}
