import Testing
import WireFormat

/// Goal: every framing of RFC 9112 is read as it says, and what breaks its rules fails for the right reason, whatever the pieces.
/// Method: tables of responses, each in one piece, byte by byte, and split at every place.
@Suite struct ResponseParserTests {
    @Test("a whole response is read to its end", arguments: Sample.whole)
    func whole(sample: Sample) {
        let parsed = Parsed(sample.text, closing: sample.closing)
        #expect(parsed.stage == sample.stage)
        #expect(parsed.body == sample.body)
        #expect(parsed.canReuseConnection == sample.reuse)
        #expect(parsed.head != nil)
    }

    @Test("a broken response fails for its reason and gives up the connection", arguments: Sample.broken)
    func broken(sample: Sample) {
        let parsed = Parsed(sample.text, closing: sample.closing)
        #expect(parsed.stage == sample.stage)
        #expect(parsed.body == sample.body)
        #expect(!parsed.canReuseConnection)
    }

    @Test("pieces do not matter: byte by byte, and split at every place", arguments: Sample.whole + Sample.broken)
    func pieces(sample: Sample) {
        let bytes = Array(sample.text.utf8)
        let inOnePiece = Parsed(bytes, closing: sample.closing)
        #expect(Parsed(bytes, pieceLength: 1, closing: sample.closing) == inOnePiece)
        for place in 0...bytes.count {
            var parser = ResponseParser()
            parser.feed(bytes[..<place])
            parser.feed(bytes[place...])
            if sample.closing { parser.feedEndOfStream() }
            let parsed = Parsed(parser)
            #expect(parsed == inOnePiece, "split after \(place) bytes")
        }
    }

    @Test("a prefix of a whole response is not whole", arguments: Sample.whole.filter { !$0.closing })
    func prefixes(sample: Sample) {
        let bytes = Array(sample.text.utf8)
        for length in 0..<bytes.count {
            let open = Parsed(Array(bytes[..<length]))
            #expect(open.stage == .head || open.stage == .body)
            let closed = Parsed(Array(bytes[..<length]), closing: true)
            #expect(closed.stage == .failed(.closedEarly), "closed after \(length) bytes")
        }
    }

    @Test("fields keep their order and repetition, lose case and blanks")
    func fields() throws {
        let parsed = Parsed("HTTP/1.1 429 Too Many\r\nX-RateLimit-Limit: 100\r\nRETRY-AFTER:\t5 \r\nretry-after:6\r\nX-Empty:\r\nX-Colon: a:b\r\nContent-Length: 0\r\n\r\n")
        let head = try #require(parsed.head)
        #expect(head.status == 429)
        #expect(head.isVersion11)
        #expect(head.fields.map { "\($0.name)=\($0.value)" } == [
            "x-ratelimit-limit=100", "retry-after=5", "retry-after=6", "x-empty=", "x-colon=a:b", "content-length=0",
        ])
        #expect(parsed.values("retry-after") == ["5", "6"])
    }

    @Test("the final response is the one that is kept, not the interim ones")
    func interim() {
        let parsed = Parsed("HTTP/1.1 100 Continue\r\nX-A: 1\r\n\r\nHTTP/1.1 429 No\r\nX-B: 2\r\nContent-Length: 0\r\n\r\n")
        #expect(parsed.status == 429)
        #expect(parsed.values("x-a").isEmpty)
        #expect(parsed.values("x-b") == ["2"])
    }

    @Test("an answer to HEAD ends with its head, whatever length it names", arguments: ["Content-Length: 5", "Transfer-Encoding: chunked", "X: y"])
    func answerToHEAD(field: String) {
        let parsed = Parsed("HTTP/1.1 200 OK\r\n\(field)\r\n\r\n", isAnswerToHEAD: true)
        #expect(parsed.stage == .complete)
        #expect(parsed.canReuseConnection)
        #expect(parsed.excerpt.isEmpty)
    }

    /// Version, Connection field, whether another request may follow.
    static let keepAlive: [(String, String?, Bool)] = [
        ("1.1", nil, true), ("1.1", "close", false), ("1.1", "Close", false), ("1.1", "keep-alive", true), ("1.1", "upgrade, close", false),
        ("1.1", "x-closed", true), ("1.0", nil, false), ("1.0", "keep-alive", true), ("1.0", "Keep-Alive", true), ("1.0", "close", false),
    ]

    @Test("a connection is kept by the rules of its version", arguments: ResponseParserTests.keepAlive)
    func keepsAlive(version: String, connection: String?, reuse: Bool) {
        let field = connection.map { "Connection: \($0)\r\n" } ?? ""
        let parsed = Parsed("HTTP/\(version) 200 OK\r\n\(field)Content-Length: 2\r\n\r\nhi")
        #expect(parsed.stage == .complete)
        #expect(parsed.canReuseConnection == reuse)
        #expect(parsed.head?.isVersion11 == (version == "1.1"))
    }

    @Test("once failed, nothing more is read")
    func failureIsFinal() {
        var parser = ResponseParser()
        parser.feed("HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n".utf8)
        let before = Parsed(parser)
        parser.feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".utf8)
        parser.feedEndOfStream()
        #expect(before.stage == .failed(.malformed))
        #expect(Parsed(parser) == before)
    }

    @Test("a head stays valid when its body fails")
    func headOutlivesItsBody() {
        let parsed = Parsed("HTTP/1.1 429 No\r\nRetry-After: 5\r\nContent-Length: 5\r\n\r\nhe", closing: true)
        #expect(parsed.stage == .failed(.closedEarly))
        #expect(parsed.status == 429)
        #expect(parsed.values("retry-after") == ["5"])
    }
}
