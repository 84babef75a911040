/// Something done to a target from outside while a run goes on.
package enum Hook: String, Sendable, CaseIterable {
    /// The limiter's processes end and start again; its store stays.
    case restart
    /// The store that keeps the counters is gone.
    case outageBegins = "outage-begins"
    case outageEnds = "outage-ends"
}

/// A hook that could not be carried out, and why.
package struct HookFailed: Error, CustomStringConvertible {
    package var description: String
    package init(_ description: String) { self.description = description }
}
