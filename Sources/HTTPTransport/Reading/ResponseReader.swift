package import LoadEngine
package import Timeline
import WireFormat

/// Reads the responses of one connection: what has a known shape is compared with it, whatever is not simple is parsed.
///
///     bytes ─▶ a known shape? ─▶ the response of last time, with what has changed
///        └ no ─▶ ResponseParser ─▶ a shape to know, where it is simple
package struct ResponseReader {
    static let excerptBytes = 1_024
    /// Of a body that is wanted whole.
    static let mostWanted = 262_144

    private let known: KnownResponses
    private var key = APIKey("")
    private var answersHEAD = false
    private var wantsBody = false
    /// Everything of the response so far, where it came in pieces that can be remembered.
    private var held: [UInt8] = []
    private var parser: ResponseParser?

    /// True once the head has come.
    package private(set) var hasHead = false
    /// Nothing before the end, or where no head came.
    package private(set) var response: Response?
    /// Why the response is not whole.
    package private(set) var cause: Cause?
    /// Of a whole response, where it was wanted: no more than its first bytes.
    package private(set) var body: [UInt8]?
    /// Whether the connection may carry another request.
    package private(set) var canReuseConnection = false

    package init(_ known: KnownResponses) { self.known = known }

    package mutating func begin(key: APIKey, answersHEAD: Bool, wantsBody: Bool = false) {
        self.key = key
        self.wantsBody = wantsBody
        if body != nil { body = nil }
        self.answersHEAD = answersHEAD
        if !held.isEmpty { held.removeAll(keepingCapacity: true) }
        if parser != nil { parser = nil }
        hasHead = false
        response = nil
        cause = nil
        canReuseConnection = false
    }

    /// True once the response is over, whole or not.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let isFirst = held.isEmpty
        if isFirst, let isOver = recognise(bytes) {
            if !isOver { hold(bytes) }
            return isOver
        }
        hold(bytes)
        if parser == nil {
            let all = held
            if !isFirst, let isOver = all.withUnsafeBytes({ recognise($0) }) { return isOver }
            parseHeld()
        } else {
            parser?.feed(bytes)
        }
        let isOver = finish()
        if isOver { learn() }
        return isOver
    }

    /// The peer closed: the end of a body that has no other end.
    package mutating func feedEndOfStream() {
        parseHeld()
        parser?.feedEndOfStream()
        _ = finish()
        canReuseConnection = false
    }

    /// What came, where the exchange ended for a cause or without one.
    ///
    /// A body that was cut short by anything but its own end is not whole.
    mutating func reply(_ head: RunInstant?, _ completed: RunInstant?, _ cause: Cause?) -> Reply {
        if response == nil, hasHead {
            // A known head whose body did not come.
            parseHeld()
            response = parser?.head.map { recorded($0, isWhole: false) }
        }
        return Reply(response: response, head: response == nil ? nil : head, completed: completed, body: body, cause: cause)
    }

    // MARK: What is known

    /// True for a whole response, false for one that needs more bytes, nothing for one that has to be parsed.
    private mutating func recognise(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        guard !answersHEAD else { return nil }
        switch known.read(bytes, for: key) {
        case .unknown: return nil
        case .partial(let hasHead):
            self.hasHead = hasHead
            return false
        case .whole(let found, let bodyLength):
            hasHead = true
            response = found
            if wantsBody { body = Array(bytes[(bytes.count - bodyLength)...]) }
            canReuseConnection = true
            return true
        }
    }

    /// What is too long to be remembered need not be kept once it is parsed.
    private mutating func hold(_ bytes: UnsafeRawBufferPointer) {
        if parser == nil || held.count <= KnownResponses.longest { held.append(contentsOf: bytes) }
    }

    private func learn() {
        guard !answersHEAD, canReuseConnection, let response else { return }
        held.withUnsafeBytes { known.learn($0, response, for: key) }
    }

    // MARK: What is parsed

    private mutating func parseHeld() {
        guard parser == nil else { return }
        var limits = ResponseParser.Limits()
        if wantsBody { limits.excerptBytes = Self.mostWanted }
        parser = ResponseParser(limits: limits, isAnswerToHEAD: answersHEAD)
        parser?.feed(held)
    }

    private mutating func finish() -> Bool {
        guard let parser else { return false }
        if parser.head != nil { hasHead = true }
        switch parser.stage {
        case .head, .body: return false
        case .complete: break
        case .failed(let failure): cause = hasHead ? Self.cause(failure) : otherProtocol ?? Self.cause(failure)
        }
        guard let head = parser.head else { return true }
        let read = recorded(head, isWhole: cause == nil)
        response = read
        if wantsBody, read.isWhole { body = parser.excerpt }
        canReuseConnection = parser.canReuseConnection
        return true
    }

    private func recorded(_ head: ResponseHead, isWhole: Bool) -> Response {
        let excerpt = head.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: parser?.excerpt.prefix(Self.excerptBytes) ?? [], as: UTF8.self))
        return Response(status: head.status, fields: known.recorded.select(head.fields, hiding: key, status: head.status), excerpt: excerpt, isWhole: isWhole)
    }

    /// What a peer speaks that does not speak HTTP/1.1, by the first bytes of it: an alert of TLS (RFC 8446, 5.1),
    /// SETTINGS or GOAWAY of HTTP/2 (RFC 9113, 4.1).
    var otherProtocol: Cause? {
        if held.starts(with: [0x15, 0x03]) { return .speaksTLS }
        guard held.count >= 9, held[0] == 0, [0x04, 0x07].contains(held[3]), held[5..<9].allSatisfy({ $0 == 0 }) else { return nil }
        return .speaksHTTP2
    }

    private static func cause(_ failure: ResponseParser.Failure) -> Cause {
        switch failure {
        case .malformed, .bytesAfterEnd: .malformed
        case .headTooLarge, .bodyTooLarge: .oversized
        case .closedEarly: .closed
        }
    }
}
