import Limiters
import Timeline

/// A window of one key under load of which only sums were kept: what a reset that the answers share was spent on.
struct LoadWindow: Sendable {
    var key: Int
    var reset: Int
    var admitted: Int

    /// Only windows whose answers lie no further apart than one window: elsewhere the reset names none.
    static func all(_ loads: [LoadRecord], _ contract: Contract) -> [LoadWindow] {
        guard contract.promisesAdvice, contract.dialect.resetIsAbsolute else { return [] }
        return loads.flatMap(\.windows)
            .filter { RunInstant(nanoseconds: $0.lastDeparted) - RunInstant(nanoseconds: $0.firstHead) <= contract.longestWindow }
            .map { LoadWindow(key: $0.key, reset: $0.reset, admitted: $0.admitted) }
    }
}
