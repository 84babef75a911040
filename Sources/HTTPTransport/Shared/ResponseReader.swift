package import LoadEngine
package import Timeline
import WireFormat

/// Reads the responses of one connection: what was met before is known by its bytes, whatever is not simple is parsed.
///
///     bytes ─▶ one of the last messages? ─▶ the response of last time
///        └ no ─▶ only simple lines, and a stated length? ─▶ a response of known lines
///                   └ no ─▶ ResponseParser
package struct ResponseReader {
    static let excerptBytes = 1_024

    private let known: KnownResponses
    private var key = APIKey("")
    private var answersHEAD = false
    /// Everything of the response so far, until it is parsed.
    private var held: [UInt8] = []
    private var parser: ResponseParser?

    /// True once the head has come.
    package private(set) var hasHead = false
    /// Nothing before the end, or where no head came.
    package private(set) var response: Response?
    /// Why the response is not whole.
    package private(set) var cause: Cause?
    /// Whether the connection may carry another request.
    package private(set) var canReuseConnection = false

    package init(_ known: KnownResponses) { self.known = known }

    package mutating func begin(key: APIKey, answersHEAD: Bool) {
        self.key = key
        self.answersHEAD = answersHEAD
        held.removeAll(keepingCapacity: true)
        parser = nil
        hasHead = false
        response = nil
        cause = nil
        canReuseConnection = false
    }

    /// True once the response is over, whole or not.
    package mutating func feed(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard parser == nil else {
            parser?.feed(bytes)
            return finish()
        }
        if held.isEmpty {
            if let isOver = recognise(bytes) {
                if !isOver { hold(bytes) }
                return isOver
            }
            hold(bytes)
        } else {
            hold(bytes)
            let all = held
            if let isOver = all.withUnsafeBytes({ recognise($0) }) { return isOver }
        }
        parser = ResponseParser(isAnswerToHEAD: answersHEAD)
        parser?.feed(held)
        return finish()
    }

    /// The peer closed: the end of a body that has no other end.
    package mutating func feedEndOfStream() {
        if parser == nil {
            parser = ResponseParser(isAnswerToHEAD: answersHEAD)
            parser?.feed(held)
        }
        parser?.feedEndOfStream()
        _ = finish()
        canReuseConnection = false
    }

    /// What came, where the exchange ended for a cause or without one.
    ///
    /// A body that was cut short by anything but its own end is not whole.
    mutating func reply(_ head: RunInstant?, _ cause: Cause?) -> Reply {
        if response == nil, hasHead {
            // A known head whose body did not come.
            if parser == nil {
                parser = ResponseParser(isAnswerToHEAD: answersHEAD)
                parser?.feed(held)
            }
            response = parser?.head.map { recorded($0, isWhole: false) }
        }
        return Reply(response: response, head: response == nil ? nil : head, cause: cause)
    }

    // MARK: What is known

    /// True for a whole response, false for one that needs more bytes, nothing for one that has to be parsed.
    private mutating func recognise(_ bytes: UnsafeRawBufferPointer) -> Bool? {
        guard !answersHEAD, bytes.count <= KnownResponses.longest else { return nil }
        if let found = known.response(bytes, for: key) { return over(found) }
        guard Self.couldBeHTTP(bytes) else { return nil }
        switch known.head(bytes, for: key) {
        case .difficult: return nil
        case .partial: return false
        case .head(let head, let length):
            hasHead = true
            let count = length + head.bodyLength
            if bytes.count < count { return count <= KnownResponses.longest ? false : nil }
            return bytes.count == count ? over(known.response(bytes, head, for: key)) : nil
        }
    }

    private mutating func over(_ found: Response) -> Bool {
        hasHead = true
        response = found
        canReuseConnection = true
        return true
    }

    private mutating func hold(_ bytes: UnsafeRawBufferPointer) { held.append(contentsOf: bytes) }

    private static func couldBeHTTP(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.prefix(7).elementsEqual("HTTP/1.".utf8.prefix(bytes.count))
    }

    // MARK: What is parsed

    private mutating func finish() -> Bool {
        guard let parser else { return false }
        if parser.head != nil { hasHead = true }
        switch parser.stage {
        case .head, .body: return false
        case .complete: break
        case .failed(let failure): cause = Self.cause(failure)
        }
        guard let head = parser.head else { return true }
        response = recorded(head, isWhole: cause == nil)
        canReuseConnection = parser.canReuseConnection
        return true
    }

    private func recorded(_ head: ResponseHead, isWhole: Bool) -> Response {
        let excerpt = head.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: parser?.excerpt ?? [], as: UTF8.self))
        return Response(status: head.status, fields: RecordedFields.select(head.fields, hiding: key), excerpt: excerpt, isWhole: isWhole)
    }

    private static func cause(_ failure: ResponseParser.Failure) -> Cause {
        switch failure {
        case .malformed, .bytesAfterEnd: .malformed
        case .headTooLarge, .bodyTooLarge: .oversized
        case .closedEarly: .closed
        }
    }
}
