import HTTPTransport
import LoadEngine
import Testing
import Timeline
import WireFormat
import Turns

/// Goal: a response that is known by its bytes reads exactly as the parser would read it. Method: seeded mutations of responses, each read three
/// times by a reader that remembers and once by the parser, in the same pieces of random length.
@Suite(.realTime) struct ResponseReaderTests {
    private struct Read: Equatable {
        var response: Response?
        var cause: Cause?
        var canReuse: Bool
        var hasHead: Bool
    }

    private static let samples = [
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nX-RateLimit-Limit: 20\r\n\r\n{}",
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 9\r\nRetry-After: 3\r\n\r\n{\"a\":429}",
        "HTTP/1.1 429 Too Many Requests\r\nContent-Length: 9\r\nRetry-After: 3\r\n\r\n{\"a\":430}",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX-RateLimit-Echo: otr_abcdefghijk\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nX-RateLimit-Limit: 20\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
        "HTTP/1.1 103 Early Hints\r\nX-RateLimit-Limit: 1\r\n\r\nHTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}",
        "HTTP/1.1 204 No Content\r\nX-RateLimit-Limit: 20\r\n\r\n",
        "HTTP/1.0 200 OK\n\nbody",
        "HTTP/1.1 201 Created\r\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nX-RateLimit-Limit: 20 \r\nX-RateLimit-Remaining:7\r\n\r\n{}",
    ].map { Array($0.utf8) }

    private static func pieces(_ bytes: [UInt8], _ random: inout SeededRandom) -> [[UInt8]] {
        var rest = bytes[...]
        var pieces: [[UInt8]] = []
        while !rest.isEmpty {
            let count = random.next(below: 3) == 0 ? Int(random.next(below: 40)) + 1 : rest.count
            pieces.append(Array(rest.prefix(count)))
            rest = rest.dropFirst(count)
        }
        return pieces
    }

    private static func read(_ pieces: [[UInt8]], _ reader: inout ResponseReader, key: APIKey, head: Bool) -> Read {
        reader.begin(key: key, answersHEAD: head)
        let isOver = pieces.contains { piece in piece.withUnsafeBytes { reader.feed($0) } }
        if !isOver { reader.feedEndOfStream() }
        return Read(response: reader.response, cause: reader.cause, canReuse: reader.canReuseConnection, hasHead: reader.hasHead)
    }

    /// What the parser makes of the same pieces.
    private static func parse(_ pieces: [[UInt8]], key: APIKey, head: Bool) -> Read {
        var parser = ResponseParser(isAnswerToHEAD: head)
        let isOver = pieces.contains { piece in
            parser.feed(piece)
            return parser.stage != .head && parser.stage != .body
        }
        if !isOver { parser.feedEndOfStream() }
        var cause: Cause?
        if case .failed(let failure) = parser.stage {
            cause = switch failure {
            case .closedEarly: .closed
            case .headTooLarge, .bodyTooLarge: .oversized
            case .malformed, .bytesAfterEnd: .malformed
            }
        }
        let response = parser.head.map { parsed in
            Response(status: parsed.status, fields: RecordedFields().select(parsed.fields, hiding: key),
                     excerpt: parsed.status < 400 ? nil : RecordedFields.hide(key, in: String(decoding: parser.excerpt, as: UTF8.self)), isWhole: cause == nil)
        }
        return Read(response: response, cause: cause, canReuse: isOver && parser.canReuseConnection, hasHead: parser.head != nil)
    }

    @Test("memory changes nothing", arguments: UInt64(0)..<8)
    func memory(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var remembering = ResponseReader(KnownResponses())
        let keys = [APIKey("otr_abcdefghijk"), APIKey("otr_lmnopqrstuv"), APIKey("unusual-secret")]
        var responses = 0
        for _ in 0..<1_500 {
            var bytes = Self.samples[Int(random.next(below: UInt64(Self.samples.count)))]
            if random.next(below: 3) == 0 { bytes[Int(random.next(below: UInt64(bytes.count)))] = UInt8(random.next(below: 256)) }
            if random.next(below: 8) == 0 { bytes += bytes.prefix(Int(random.next(below: 9))) }
            let head = random.next(below: 10) == 0
            for key in keys {
                let pieces = Self.pieces(bytes, &random)
                let expected = Self.parse(pieces, key: key, head: head)
                for _ in 0..<3 {
                    let read = Self.read(pieces, &remembering, key: key, head: head)
                    guard read == expected else {
                        Issue.record("seed \(seed): \(read) instead of \(expected) for \(String(decoding: bytes, as: UTF8.self).debugDescription)")
                        return
                    }
                }
                if expected.response != nil { responses += 1 }
            }
        }
        #expect(responses > 1_000)
    }

    @Test("equal responses are one object, but never where a key is echoed")
    func sharing() {
        var reader = ResponseReader(KnownResponses())
        let key = APIKey("otr_abcdefghijk")
        let first = Self.read([Self.samples[1]], &reader, key: key, head: false).response
        let second = Self.read([Self.samples[1]], &reader, key: APIKey("otr_lmnopqrstuv"), head: false).response
        #expect(first != nil && first === second)
        let echo = Self.read([Self.samples[3]], &reader, key: key, head: false).response
        let again = Self.read([Self.samples[3]], &reader, key: key, head: false).response
        #expect(echo == again && echo !== again)
        #expect(echo?.fields.allSatisfy { !$0.value.contains("abcdefghijk") } == true)
    }

    @Test("a body that is wanted is handed over, whether the response is known, parsed, or came in pieces")
    func bodies() {
        var random = SeededRandom(seed: 1)
        var reader = ResponseReader(KnownResponses())
        let (key, unusual) = (APIKey("otr_abcdefghijk"), APIKey("unusual-secret"))
        let chunked = Array("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n".utf8)
        for round in 0..<200 {
            let text = String(repeating: "x", count: Int(random.next(below: 3_000)))
            let sized = Array("HTTP/1.1 201 Created\r\nContent-Length: \(text.utf8.count)\r\n\r\n\(text)".utf8)
            for (bytes, body) in [(sized, text), (chunked, "abcde")] {
                reader.begin(key: round % 2 == 0 ? key : unusual, answersHEAD: false, wantsBody: true)
                let isOver = Self.pieces(bytes, &random).contains { piece in piece.withUnsafeBytes { reader.feed($0) } }
                #expect(isOver && reader.body.map { String(decoding: $0, as: UTF8.self) } == body)
            }
            // Of a refusal too; where nobody wants it, there is none.
            for wants in [true, false] {
                reader.begin(key: key, answersHEAD: false, wantsBody: wants)
                _ = (wants ? Self.samples[1] : sized).withUnsafeBytes { reader.feed($0) }
                #expect(reader.response != nil && (reader.body != nil) == wants)
            }
        }
    }

    @Test("a response that somebody holds never changes, and one that nobody holds is written anew")
    func recycling() {
        var reader = ResponseReader(KnownResponses())
        let key = APIKey("otr_abcdefghijk")
        func remaining(_ number: Int) -> [[UInt8]] {
            [Array("HTTP/1.1 201 Created\r\nX-RateLimit-Limit: 1000\r\nX-RateLimit-Remaining: \(number)\r\nContent-Length: 2\r\n\r\n{}".utf8)]
        }
        let held = (0..<600).map { Self.read(remaining($0), &reader, key: key, head: false).response }
        #expect(held.enumerated().allSatisfy { $1?.first("x-ratelimit-remaining") == "\($0)" && $1?.first("x-ratelimit-limit") == "1000" })
        // From here on nobody holds any: two objects are enough, and each says what its message said.
        var fresh = ResponseReader(KnownResponses())
        var objects: Set<ObjectIdentifier> = []
        for number in 0..<600 {
            let response = Self.read(remaining(number), &fresh, key: key, head: false).response
            #expect(response?.first("x-ratelimit-remaining") == "\(number)")
            if let response { objects.insert(ObjectIdentifier(response)) }
        }
        #expect(objects.count <= 3)
    }
}
