/// Reads one HTTP/1.1 response from bytes in whatever pieces they come, with a bound on everything.
///
/// It decides nothing and touches no socket: feed it bytes, then look at `stage` and `head`. Interim (1xx) responses are passed over.
/// Source: RFC 9112, 2.2, 4, 5, 6.3, 7.1.
package struct ResponseParser: Sendable {
    package struct Limits: Sendable {
        package var headBytes: Int
        package var bodyBytes: Int
        package var excerptBytes: Int
        package init(headBytes: Int = 65_536, bodyBytes: Int = 4_194_304, excerptBytes: Int = 1_024) {
            self.headBytes = headBytes
            self.bodyBytes = bodyBytes
            self.excerptBytes = excerptBytes
        }
    }

    package enum Failure: Sendable, Equatable { case malformed, headTooLarge, closedEarly, bodyTooLarge, bytesAfterEnd }

    package enum Stage: Sendable, Equatable {
        case head
        case body
        /// The response is whole.
        case complete
        /// The response will never be whole; a head that was parsed before stays valid.
        case failed(Failure)
    }

    private enum Framing { case none, length(Int), untilClose, chunked(ChunkedBody) }

    package private(set) var stage = Stage.head
    package private(set) var head: ResponseHead?
    /// The beginning of the body.
    package private(set) var excerpt: [UInt8] = []
    /// Whether the connection may carry another request.
    package private(set) var canReuseConnection = false

    private let limits: Limits
    private let isAnswerToHEAD: Bool
    private var headBytes: [UInt8] = []
    private var framing = Framing.none
    private var bodyBytes = 0

    package init(limits: Limits = Limits(), isAnswerToHEAD: Bool = false) {
        self.limits = limits
        self.isAnswerToHEAD = isAnswerToHEAD
    }

    package mutating func feed(_ bytes: some Sequence<UInt8>) {
        var rest = Array(bytes)[...]
        while !rest.isEmpty {
            switch stage {
            case .head: rest = readHead(rest)
            case .body: rest = readBody(rest)
            case .complete: fail(.bytesAfterEnd); return
            case .failed: return
            }
        }
    }

    /// The peer closed: the end of a body that has no other end, a broken response otherwise.
    package mutating func feedEndOfStream() {
        canReuseConnection = false
        switch stage {
        case .body: if case .untilClose = framing { stage = .complete } else { fail(.closedEarly) }
        case .head: fail(.closedEarly)
        case .complete, .failed: break
        }
    }

    /// What failed first stays what failed.
    private mutating func fail(_ failure: Failure) {
        if case .failed = stage { return }
        stage = .failed(failure)
        canReuseConnection = false
    }

    // MARK: Head

    private mutating func readHead(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let searched = max(0, headBytes.count - 3)
        // Servers may send empty lines before a response on a kept connection; clients skip them (RFC 9112, 2.2).
        let bytes = headBytes.isEmpty ? bytes.drop { $0 == UInt8(ascii: "\r") || $0 == UInt8(ascii: "\n") } : bytes
        let before = headBytes.count
        headBytes.append(contentsOf: bytes.prefix(limits.headBytes - before))
        guard let end = endOfHead(from: searched) else {
            if headBytes.count >= limits.headBytes { fail(.headTooLarge) } else if !couldBeHTTP { fail(.malformed) }
            return []
        }
        guard let parsed = ResponseHead(headBytes[..<end]) else { fail(.malformed); return [] }
        let rest = bytes.dropFirst(end - before)
        headBytes.removeAll(keepingCapacity: true)
        if (100...199).contains(parsed.status), parsed.status != 101 { return rest }
        head = parsed
        begin(body: parsed)
        return rest
    }

    /// False as soon as the first bytes cannot begin a status line, so that garbage needs no terminator to be known as such.
    private var couldBeHTTP: Bool {
        headBytes.prefix(7).elementsEqual("HTTP/1.".utf8.prefix(headBytes.count))
    }

    /// The index after the empty line that ends a head; a bare LF is taken for CRLF (RFC 9112, 2.2).
    private func endOfHead(from start: Int) -> Int? {
        var index = start
        while index < headBytes.count {
            if headBytes[index] == UInt8(ascii: "\n") {
                if index + 1 < headBytes.count, headBytes[index + 1] == UInt8(ascii: "\n") { return index + 2 }
                if index + 2 < headBytes.count, headBytes[index + 1] == UInt8(ascii: "\r"), headBytes[index + 2] == UInt8(ascii: "\n") {
                    return index + 3
                }
            }
            index += 1
        }
        return nil
    }

    /// Chooses the framing in the order of RFC 9112, 6.3.
    private mutating func begin(body head: ResponseHead) {
        canReuseConnection = head.keepsAlive
        stage = .body
        let codings = head.tokens("transfer-encoding")
        let lengths = Set(head.tokens("content-length"))
        let hasLength = head.fields.contains { $0.name == "content-length" }
        if isAnswerToHEAD || head.status == 204 || head.status == 304 {
            stage = .complete
        } else if codings.last == "chunked" {
            framing = .chunked(ChunkedBody())
        } else if !codings.isEmpty || !hasLength {
            framing = .untilClose
            canReuseConnection = false
        } else if lengths.count == 1, let text = lengths.first, let length = Int(text), length >= 0, text.allSatisfy(\.isNumber) {
            framing = .length(length)
            if length == 0 { stage = .complete }
        } else {
            fail(.malformed)
        }
    }

    // MARK: Body

    private mutating func readBody(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        switch framing {
        case .none: return []
        case .untilClose:
            keep(bytes)
            return []
        case .length(let left):
            let part = bytes.prefix(left)
            keep(part)
            framing = .length(left - part.count)
            if part.count == left, stage == .body { stage = .complete }
            return bytes.dropFirst(part.count)
        case .chunked(var chunks):
            framing = .none
            let rest = chunks.read(bytes) { keep($0) }
            framing = .chunked(chunks)
            switch chunks.stage {
            case .done: if stage == .body { stage = .complete }
            case .malformed: fail(.malformed)
            case .size, .data, .dataEnd, .trailer: break
            }
            return rest
        }
    }

    private mutating func keep(_ part: ArraySlice<UInt8>) {
        bodyBytes += part.count
        if excerpt.count < limits.excerptBytes { excerpt.append(contentsOf: part.prefix(limits.excerptBytes - excerpt.count)) }
        if bodyBytes > limits.bodyBytes { fail(.bodyTooLarge) }
    }
}
