import Foundation
import Testing
import Timeline
import WireFormat

/// Goal: no bytes crash the parser or take it out of its bounds. Method: 20,000 seeded mutations of valid and broken responses, in
/// pieces of random length; then the same bytes in other pieces, which must not change the answer.
@Suite struct ResponseFuzzTests {
    /// The same mutations on every machine.
    struct Mutator {
        private var random: SeededRandom
        init(seed: UInt64) { random = SeededRandom(seed: seed) }

        mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &random) }

        /// One of the samples with one to six damages.
        mutating func response(from samples: [[UInt8]]) -> [UInt8] {
            var bytes = samples[below(samples.count)]
            for _ in 0...below(6) {
                let place = below(bytes.count + 1)
                switch below(6) {
                case 0 where place < bytes.count: bytes[place] ^= UInt8(1 << below(8))
                case 1: bytes.insert(UInt8(below(256)), at: place)
                case 2: bytes.removeLast(bytes.count - place)
                case 3 where place < bytes.count: bytes.remove(at: place)
                case 4: bytes.insert(contentsOf: bytes.prefix(below(bytes.count + 1)).suffix(40), at: place)
                default: bytes.insert(contentsOf: Self.trouble[below(Self.trouble.count)].utf8, at: place)
                }
            }
            return bytes
        }

        /// What parsers stumble over.
        private static let trouble = ["\r\n", "\n", "\r", "\r\n\r\n", ":", ";", ",", " ", "\t", "\u{0}", "0\r\n\r\n", "ffffffffffffffff", "-1",
                                      "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n", "HTTP/1.1 100 C\r\n\r\n", "é"]
    }

    /// A thousand mutations each; RATEPROOF_FUZZ_SEEDS asks for more.
    static let seeds = ProcessInfo.processInfo.environment["RATEPROOF_FUZZ_SEEDS"].flatMap(UInt64.init) ?? 20

    static let samples = (Sample.whole + Sample.broken).map { Array($0.text.utf8) }

    @Test("mutated responses never crash the parser and never exceed its bounds", arguments: 0..<seeds)
    func bounds(seed: UInt64) {
        var mutator = Mutator(seed: seed)
        let limits = ResponseParser.Limits(headBytes: 100, bodyBytes: 24, excerptBytes: 8)
        for _ in 0..<1_000 {
            let bytes = mutator.response(from: Self.samples)
            var parser = ResponseParser(limits: limits, isAnswerToHEAD: mutator.below(8) == 0)
            var rest = bytes[...]
            while !rest.isEmpty {
                let length = mutator.below(30) + 1
                parser.feed(rest.prefix(length))
                rest = rest.dropFirst(length)
            }
            // Bytes that are no UTF-8 become a replacement of three bytes each.
            let headSize = (parser.head?.fields ?? []).reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
            let reusableOnlyIfSound = !parser.canReuseConnection || parser.stage == .body || parser.stage == .complete
            let open = parser.stage
            parser.feedEndOfStream()
            guard parser.excerpt.count <= limits.excerptBytes, headSize <= 3 * limits.headBytes, reusableOnlyIfSound,
                  parser.stage != .head, parser.stage != .body, !parser.canReuseConnection,
                  open == .head || open == .body || open == parser.stage
            else {
                Issue.record("seed \(seed): \(Parsed(parser)) after \(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
        }
    }

    @Test("pieces do not matter to mutated responses either", arguments: UInt64(100)..<110)
    func pieces(seed: UInt64) {
        var mutator = Mutator(seed: seed)
        for _ in 0..<300 {
            let bytes = mutator.response(from: Self.samples)
            let inOnePiece = Parsed(bytes, closing: true)
            for length in [1, 2, 3, 1 + mutator.below(40)] where Parsed(bytes, pieceLength: length, closing: true) != inOnePiece {
                Issue.record("pieces of \(length): \(String(decoding: bytes, as: UTF8.self).debugDescription)")
                return
            }
        }
    }
}
