import Limiters
package import Timeline

/// A window of one key under load of which only sums were kept: what a reset that the answers share was spent on.
package struct LoadWindow: Sendable, Equatable {
    package var key: Int
    package var reset: Int
    package var admitted: Int
    package var limited: Int
    /// Between them lie all its answers.
    package var firstHead, lastDeparted: RunInstant

    /// Only windows whose answers lie no further apart than one window, of keys whose resets can be those of windows.
    static func all(_ loads: [LoadRecord], _ contract: Contract) -> [LoadWindow] {
        guard contract.promisesAdvice, contract.dialect.resetIsAbsolute else { return [] }
        let windows = loads.flatMap(\.windows).map { window in
            LoadWindow(key: window.key, reset: window.reset, admitted: window.admitted, limited: window.limited,
                       firstHead: RunInstant(nanoseconds: window.firstHead), lastDeparted: RunInstant(nanoseconds: window.lastDeparted))
        }
        let named = Dictionary(grouping: windows, by: \.key).filter { contract.canBeWindows($0.value.map(\.reset)) }
        return windows.filter { named[$0.key] != nil && $0.lastDeparted - $0.firstHead <= contract.longestWindow }
    }
}
