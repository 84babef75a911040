import HTTPTransport
import LoadEngine
import Simulation
import Testing
import Timeline

/// Goal: a response that was met before reads exactly as if it were new. Method: seeded mutations of responses, each read three times by a
/// reader that remembers and once by one that cannot, in pieces of random length.
@Suite struct ResponseReaderTests {
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
    ].map { Array($0.utf8) }

    private static func read(_ bytes: [UInt8], _ reader: inout ResponseReader, key: APIKey, head: Bool, _ random: inout SeededRandom) -> Read {
        reader.begin(key: key, answersHEAD: head)
        var rest = bytes[...]
        var isOver = false
        while !rest.isEmpty, !isOver {
            let count = random.next(below: 3) == 0 ? Int(random.next(below: 40)) + 1 : rest.count
            isOver = Array(rest.prefix(count)).withUnsafeBytes { reader.feed($0) }
            rest = rest.dropFirst(count)
        }
        if !isOver { reader.feedEndOfStream() }
        return Read(response: reader.response, cause: reader.cause, canReuse: reader.canReuseConnection, hasHead: reader.hasHead)
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
                var forgetful = ResponseReader(KnownResponses())
                // Whole, so that both see the same pieces: where bytes follow a whole response, it matters whether they come with it.
                var pieces = SeededRandom(seed: seed, UInt64(responses))
                let expected = Self.read(bytes, &forgetful, key: key, head: head, &pieces)
                for _ in 0..<3 {
                    pieces = SeededRandom(seed: seed, UInt64(responses))
                    let read = Self.read(bytes, &remembering, key: key, head: head, &pieces)
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
        var random = SeededRandom(seed: 1)
        var reader = ResponseReader(KnownResponses())
        let key = APIKey("otr_abcdefghijk")
        let first = Self.read(Self.samples[1], &reader, key: key, head: false, &random).response
        let second = Self.read(Self.samples[1], &reader, key: APIKey("otr_lmnopqrstuv"), head: false, &random).response
        #expect(first != nil && first === second)
        let echo = Self.read(Self.samples[3], &reader, key: key, head: false, &random).response
        let again = Self.read(Self.samples[3], &reader, key: key, head: false, &random).response
        #expect(echo == again && echo !== again)
        #expect(echo?.fields.allSatisfy { !$0.value.contains("abcdefghijk") } == true)
    }
}
