import Testing
import WireFormat

/// Goal: nothing that a server sends can make the parser keep more than it was allowed. Method: heads, bodies and chunk lines around
/// each limit.
@Suite struct ResponseLimitsTests {
    static let limits = ResponseParser.Limits(headBytes: 64, bodyBytes: 10, excerptBytes: 4)

    /// A head of exactly this many bytes, the empty line included.
    private static func head(ofLength length: Int) -> String {
        let frame = "HTTP/1.1 204 OK\r\nX: \r\n\r\n"
        return "HTTP/1.1 204 OK\r\nX: " + String(repeating: "x", count: length - frame.utf8.count) + "\r\n\r\n"
    }

    @Test("a head up to the limit is read, a longer one is refused", arguments: [1, 7, Int.max])
    func headLimit(pieceLength: Int) {
        #expect(Parsed(Self.head(ofLength: 64), pieceLength: pieceLength, limits: Self.limits).stage == .complete)
        for length in [65, 66, 70, 200, 5_000] {
            let parsed = Parsed(Self.head(ofLength: length), pieceLength: pieceLength, limits: Self.limits)
            #expect(parsed.stage == .failed(.headTooLarge), "\(length) bytes")
            #expect(parsed.head == nil)
        }
    }

    @Test("a head is too large at one length, whatever the pieces", arguments: 60...72)
    func headLimitInPieces(length: Int) {
        let text = Self.head(ofLength: length)
        #expect(Parsed(text, pieceLength: 1, limits: Self.limits) == Parsed(text, limits: Self.limits))
    }

    @Test("a head that never ends is refused at the limit")
    func endlessHead() {
        var parser = ResponseParser(limits: Self.limits)
        parser.feed("HTTP/1.1 200 OK\r\n".utf8)
        var fed = 17
        while parser.stage == .head, fed < 1_000 {
            parser.feed("a".utf8)
            fed += 1
        }
        #expect(parser.stage == .failed(.headTooLarge))
        #expect(fed == 64)
    }

    @Test("each interim response has the limit to itself")
    func interimHeads() {
        let interim = String(repeating: "HTTP/1.1 100 Continue\r\n\r\n", count: 10)
        #expect(Parsed(interim + Self.head(ofLength: 60), limits: Self.limits).stage == .complete)
    }

    /// The field that frames the body, and the body.
    static let tenBytes: [(String, String)] = [
        ("Content-Length: 10", "0123456789"), ("Transfer-Encoding: chunked", "5\r\n01234\r\n5\r\n56789\r\n0\r\n\r\n"), ("X: y", "0123456789"),
    ]

    @Test("a body up to the limit is read, of which the beginning is kept", arguments: ResponseLimitsTests.tenBytes, [1, Int.max])
    func bodyLimit(framed: (String, String), pieceLength: Int) {
        let parsed = Parsed("HTTP/1.1 200 OK\r\n\(framed.0)\r\n\r\n\(framed.1)", pieceLength: pieceLength, closing: true, limits: Self.limits)
        #expect(parsed.stage == .complete)
        #expect(parsed.body == "0123")
    }

    static let elevenBytes: [(String, String)] = [
        ("Content-Length: 11", "0123456789a"), ("Transfer-Encoding: chunked", "5\r\n01234\r\n6\r\n56789a\r\n0\r\n\r\n"), ("X: y", "0123456789a"),
    ]

    @Test("a longer body is refused, its head and beginning stay", arguments: ResponseLimitsTests.elevenBytes, [1, Int.max])
    func oversizedBody(framed: (String, String), pieceLength: Int) {
        let parsed = Parsed("HTTP/1.1 200 OK\r\n\(framed.0)\r\n\r\n\(framed.1)", pieceLength: pieceLength, closing: true, limits: Self.limits)
        #expect(parsed.stage == .failed(.bodyTooLarge))
        #expect(parsed.status == 200)
        #expect(parsed.body == "0123")
        #expect(!parsed.canReuseConnection)
    }

    @Test("what failed first is what is reported", arguments: [1, Int.max])
    func firstFailureStays(pieceLength: Int) {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n0123456789ab\r\n"
        #expect(Parsed(text, pieceLength: pieceLength, limits: Self.limits).stage == .failed(.bodyTooLarge))
    }

    @Test("a chunk's size line and the trailers are bounded", arguments: ["1;" + String(repeating: "x", count: 9_000), "0\r\nX: " + String(repeating: "x", count: 9_000),
                                                                   "0\r\n" + String(repeating: "X: y\r\n", count: 2_000)])
    func chunkLines(body: String) {
        #expect(Parsed("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body).stage == .failed(.malformed))
    }

    @Test("an excerpt of nothing keeps nothing")
    func noExcerpt() {
        let parsed = Parsed("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", limits: ResponseParser.Limits(excerptBytes: 0))
        #expect(parsed.stage == .complete)
        #expect(parsed.excerpt.isEmpty)
    }
}
