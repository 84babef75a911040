package import Limiters
package import Timeline

/// What a limiter promises: the yardstick of every check.
package struct Contract: Sendable, Equatable {
    /// Requests for each key and window.
    package var quota: Int
    package var window: TimeSpan
    package var dialect: Dialect
    /// What the target can do besides creating leads; nothing else is asked of it.
    package var operations: Set<Operation>

    package init(quota: Int, window: TimeSpan, dialect: Dialect, operations: Set<Operation> = []) {
        self.quota = quota
        self.window = window
        self.dialect = dialect
        self.operations = operations
    }

    /// False where the target is known to send no rate-limit fields.
    package var promisesAdvice: Bool { dialect.fields != nil }

    /// How far two sound clocks may drift apart over a span: 200 parts per million.
    ///
    /// Source: RFC 5905 assumes 15 ppm for a disciplined clock; undisciplined quartz stays below 100 ppm on either side.
    package static func drift(over span: TimeSpan) -> TimeSpan {
        TimeSpan(nanoseconds: Int64(span.nanoseconds.magnitude / 5_000))
    }

    /// The longest that one window can last on our clock.
    package var longestWindow: TimeSpan { window + Self.drift(over: window) }
    /// The shortest that one window can last on our clock.
    package var shortestWindow: TimeSpan { window - Self.drift(over: window) }
}
