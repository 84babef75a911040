import LoadEngine
import NIOCore
import Timeline

/// The place of one stream at a time on an HTTP/2 connection.
final class HTTP2Link: Link, @unchecked Sendable {
    private let session: HTTP2Session
    private let clock: EventLoopClock
    private let spelling: RequestSpelling
    private let authority: String
    private let endsSession: Bool
    private var isClosed = false
    private var stream: HTTP2Stream?

    private(set) var deadline: RunInstant?
    var isUsable: Bool { !isClosed && session.isUsable }
    var onClose: (() -> Void)?

    init(_ session: HTTP2Session, clock: EventLoopClock, spelling: RequestSpelling, authority: String, endsSession: Bool) {
        self.session = session
        self.clock = clock
        self.spelling = spelling
        self.authority = authority
        self.endsSession = endsSession
    }

    func exchange(_ request: Request, deadline: RunInstant) async -> Reply {
        guard isUsable else { return Reply(cause: .closed) }
        self.deadline = deadline
        let content = spelling.content(request)
        let reply = await withUnsafeContinuation { continuation in
            let stream = HTTP2Stream(content, scheme: session.isSecure ? "https" : "http", authority: authority, key: request.key,
                                     wantsBody: request.wantsBody, clock: clock, continuation)
            self.stream = stream
            session.open(stream)
        }
        self.deadline = nil
        stream = nil
        return reply
    }

    func fail(_ cause: Cause) {
        stream?.fail(cause)
        if cause == .cancelled { close() }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        stream?.fail(.closed)
        session.links -= 1
        if endsSession || session.links == 0 { session.close() }
        onClose?()
        onClose = nil
    }
}
