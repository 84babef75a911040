import LoadEngine
import NIOCore
import NIOHPACK
import NIOHTTP2
import Timeline
import WireFormat

/// One request and its response on a stream of its own (RFC 9113, 8.1). Lives on the event loop.
final class HTTP2Stream: @unchecked Sendable {
    let request: Request
    private let clock: EventLoopClock
    private let recorded: RecordedFields
    private var waiting: UnsafeContinuation<Reply, Never>?

    /// Nothing before it was opened, and once it is over.
    var id: HTTP2StreamID?
    /// How many frames the connection had brought before it was opened.
    var heardBefore = 0
    private var status: Int?
    private var fields: [FieldLine] = []
    private var headAt: RunInstant?
    private var excerpt: [UInt8] = []
    private var bodyBytes = 0

    private static let limits = ResponseParser.Limits()

    /// False once it has its reply.
    var isWaiting: Bool { waiting != nil }

    init(_ request: Request, clock: EventLoopClock, _ recorded: RecordedFields, _ waiting: UnsafeContinuation<Reply, Never>) {
        self.request = request
        self.clock = clock
        self.recorded = recorded
        self.waiting = waiting
    }

    func read(_ frame: HTTP2Frame.FramePayload.Headers) {
        // Trailers, and interim responses, are passed over.
        if status == nil, let code = frame.headers.first(name: ":status").flatMap({ Int($0) }), code >= 200 || frame.endStream {
            status = code
            headAt = clock.now
            fields = recorded.select(frame.headers.lazy.filter { !$0.name.hasPrefix(":") }.map { (name: $0.name, value: $0.value) },
                                     hiding: request.key, status: status ?? 200)
        }
        if frame.endStream { finish(status == nil ? .malformed : nil) }
    }

    /// False where it is longer than any body may be.
    func read(_ frame: HTTP2Frame.FramePayload.Data) -> Bool {
        if case .byteBuffer(let buffer) = frame.data {
            bodyBytes += buffer.readableBytes
            let most = request.wantsBody ? ResponseReader.mostWanted : ResponseReader.excerptBytes
            if excerpt.count < most, request.wantsBody || (status ?? 0) >= 400 { excerpt += buffer.readableBytesView.prefix(most - excerpt.count) }
        }
        if bodyBytes > Self.limits.bodyBytes { return false }
        if frame.endStream { finish(nil) }
        return true
    }

    /// `isUnseen` where the peer says that it has not looked at the request (RFC 9113, 8.7).
    func finish(_ cause: Cause?, isUnseen: Bool = false, hasLeft: Bool = true) {
        guard let continuation = waiting else { return }
        waiting = nil
        let text = (status ?? 0) < 400 ? nil : RecordedFields.hide(request.key, in: String(decoding: excerpt.prefix(ResponseReader.excerptBytes), as: UTF8.self))
        let response = status.map { Response(status: $0, fields: fields, excerpt: text, isWhole: cause == nil) }
        continuation.resume(returning: Reply(
            response: response, head: response == nil ? nil : headAt, completed: cause == nil ? clock.now : nil,
            body: request.wantsBody && cause == nil ? excerpt : nil, cause: cause,
            isUnseen: isUnseen && response == nil, hasLeft: hasLeft))
    }
}
