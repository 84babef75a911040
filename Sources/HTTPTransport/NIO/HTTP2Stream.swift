import LoadEngine
import NIOCore
import NIOHPACK
import NIOHTTP2
import Timeline
import WireFormat

/// One request and its response on a stream of its own (RFC 9113, 8.1). Lives on the event loop.
final class HTTP2Stream: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private let content: RequestContent
    private let scheme: String
    private let authority: String
    private let key: APIKey
    private let wantsBody: Bool
    private let clock: EventLoopClock
    private var waiting: UnsafeContinuation<Reply, Never>?

    private var channel: (any Channel)?
    private var status: Int?
    private var fields: [FieldLine] = []
    private var headAt: RunInstant?
    private var excerpt: [UInt8] = []
    private var bodyBytes = 0
    private var isUnseen = false

    private static let limits = ResponseParser.Limits()

    init(_ content: RequestContent, scheme: String, authority: String, key: APIKey, wantsBody: Bool, clock: EventLoopClock,
         _ waiting: UnsafeContinuation<Reply, Never>) {
        self.content = content
        self.scheme = scheme
        self.authority = authority
        self.key = key
        self.wantsBody = wantsBody
        self.clock = clock
        self.waiting = waiting
    }

    // MARK: Request

    func channelActive(context: ChannelHandlerContext) {
        channel = context.channel
        // It was given up before it began.
        guard waiting != nil else { context.close(promise: nil); return }
        let hasBody = !content.body.isEmpty
        context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: !hasBody))), promise: nil)
        if hasBody {
            let body = context.channel.allocator.buffer(bytes: content.body)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(body), endStream: true))), promise: nil)
        }
        context.flush()
    }

    private var headers: HPACKHeaders {
        var headers = HPACKHeaders([(":method", content.method), (":scheme", scheme), (":authority", authority), (":path", content.path)])
        // Fields of a connection mean nothing here, and values have no white space around them (RFC 9113, 8.2).
        for field in content.fields where field.name != "Connection" { headers.add(name: field.name.lowercased(), value: Self.trimmed(field.value)) }
        if !content.body.isEmpty { headers.add(name: "content-length", value: String(content.body.count)) }
        return headers
    }

    private static func trimmed(_ value: String) -> String {
        let blanks: Set<Character> = [" ", "\t"]
        return String(value.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
    }

    // MARK: Response

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let frame): read(frame)
        case .data(let frame): read(frame)
        case .rstStream(let code):
            // RFC 9113, 8.7.
            isUnseen = code == .refusedStream
            finish(.closed)
        default: break
        }
    }

    private func read(_ frame: HTTP2Frame.FramePayload.Headers) {
        // Trailers, and interim responses, are passed over.
        if status == nil, let code = frame.headers.first(name: ":status").flatMap({ Int($0) }), code >= 200 || frame.endStream {
            status = code
            headAt = clock.now
            fields = RecordedFields.select(frame.headers.lazy.filter { !$0.name.hasPrefix(":") }.map { (name: $0.name, value: $0.value) }, hiding: key)
        }
        if frame.endStream { finish(status == nil ? .malformed : nil) }
    }

    private func read(_ frame: HTTP2Frame.FramePayload.Data) {
        if case .byteBuffer(let buffer) = frame.data {
            bodyBytes += buffer.readableBytes
            let most = wantsBody ? ResponseReader.mostWanted : ResponseReader.excerptBytes
            if excerpt.count < most { excerpt += buffer.readableBytesView.prefix(most - excerpt.count) }
        }
        if bodyBytes > Self.limits.bodyBytes {
            fail(.oversized)
        } else if frame.endStream {
            finish(nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { finish(.closed) }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Streams that a connection that goes away did not get to (RFC 9113, 6.8) are closed by NIO as cancelled; a reset of the peer's
        // comes as a frame before.
        isUnseen = [.cancel, .refusedStream].contains((error as? NIOHTTP2Errors.StreamClosed)?.errorCode)
        finish(.closed)
        context.close(promise: nil)
    }

    /// It could not even begin.
    func refuse() {
        isUnseen = true
        fail(.closed)
    }

    /// Gives it up.
    func fail(_ cause: Cause) {
        finish(cause)
        channel?.close(promise: nil)
    }

    private func finish(_ cause: Cause?) {
        guard let continuation = waiting else { return }
        waiting = nil
        let text = (status ?? 0) < 400 ? nil : RecordedFields.hide(key, in: String(decoding: excerpt.prefix(ResponseReader.excerptBytes), as: UTF8.self))
        let response = status.map { Response(status: $0, fields: fields, excerpt: text, isWhole: cause == nil) }
        let isAdmitted = cause == nil && (200...299).contains(status ?? 0)
        continuation.resume(returning: Reply(response: response, head: response == nil ? nil : headAt, body: wantsBody && isAdmitted ? excerpt : nil, cause: cause,
                                             isUnseen: isUnseen && response == nil))
    }
}
