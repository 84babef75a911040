import LoadEngine
import Timeline

/// One connection as the pool and the target see it, over whatever it runs.
///
/// Lives on one loop: everything is called there, and nothing is locked.
protocol Link: AnyObject, Sendable {
    /// That of the connection beneath it, from 1 on; set before the first request.
    var number: Int { get }
    /// False once it is closed or must not carry another request.
    var isUsable: Bool { get }
    /// When the exchange under way has to be over; nothing while there is none.
    var deadline: RunInstant? { get }
    /// When the peer was last heard: at its last whole response, or when the connection was opened.
    var lastHeard: RunInstant { get }
    /// Told when the connection closes.
    var onClose: (() -> Void)? { get set }

    /// Sends a whole request and waits for the response, the deadline or the end of the connection.
    func exchange(_ request: Request, deadline: RunInstant) async -> Reply
    /// Gives up what is under way, and the connection with it.
    func fail(_ cause: Cause)
    /// Ends the connection; what is under way on it fails.
    func close()
}

/// What came back for one request.
struct Reply: Sendable {
    /// Nothing where no head came.
    var response: Response?
    var head: RunInstant?
    /// When its last byte was read; nothing where the end did not come.
    var completed: RunInstant?
    /// Of a whole answer, where it was wanted.
    var body: [UInt8]?
    /// Why the response is missing or not whole; nothing for a whole one.
    var cause: Cause?
    /// True where no byte of the request left, or the peer says that it has not looked at it: it may be sent again,
    /// whatever its method (RFC 9110, 9.2.2).
    var isUnseen = false
    /// False where no byte of the request left.
    var hasLeft = true
}

/// Where links come from: one kind of loop, and one endpoint on it.
protocol Linking: Sendable {
    /// A connection that is ready for its first request; `alone` for one that shares nothing with any other.
    func connect(alone: Bool) async throws(TargetUnavailable) -> any Link
    /// Calls the body on the loop again and again until it says no.
    func every(_ interval: TimeSpan, _ body: @escaping @Sendable () -> Bool)
}
