import LoadEngine
import NIOCore
import Timeline

/// The place of one stream at a time on an HTTP/2 connection.
final class HTTP2Link: Link, @unchecked Sendable {
    private let session: HTTP2Session
    private let clock: EventLoopClock
    private let messages: HTTP2Messages
    private let endsSession: Bool
    private var isClosed = false
    private var stream: HTTP2Stream?

    var number: Int { session.number }
    private(set) var deadline: RunInstant?
    var isUsable: Bool { !isClosed && session.isUsable }
    var lastHeard: RunInstant { session.lastHeard }
    var onClose: (() -> Void)?

    init(_ session: HTTP2Session, clock: EventLoopClock, messages: HTTP2Messages, endsSession: Bool) {
        self.session = session
        self.clock = clock
        self.messages = messages
        self.endsSession = endsSession
    }

    func exchange(_ request: Request, deadline: RunInstant) async -> Reply {
        guard isUsable else { return Reply(cause: .closed, isUnseen: true, hasLeft: false) }
        self.deadline = deadline
        let reply = await withUnsafeContinuation { continuation in
            let stream = HTTP2Stream(request, clock: clock, messages.recorded, continuation)
            self.stream = stream
            session.open(stream, messages)
        }
        self.deadline = nil
        stream = nil
        return reply
    }

    func fail(_ cause: Cause) {
        if let stream { session.give(up: stream, cause) }
        if cause == .cancelled || !session.isUsable { close() }
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        if let stream { session.give(up: stream, .closed) }
        session.links -= 1
        if endsSession || session.links == 0 { session.close() }
        onClose?()
        onClose = nil
    }
}
