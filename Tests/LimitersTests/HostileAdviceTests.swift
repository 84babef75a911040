import Limiters
import Testing
import Timeline

/// Goal: no value that a server can send stops the reader, makes it slow or makes a time out of nonsense. Method: hostile values and random
/// splices of them in every field of every dialect, from seeds.
@Suite struct HostileAdviceTests {
    static let values = [
        "", " ", "\t", ",", ";", "=", "\"", "\\", "(", ")", ":", "@", "%", "?", "*", "-", "+", ".", "/", "0", "00", "-0", "1/", "/1", "1/2/3",
        "\"\\", "\"\\\"", "\"a\"b", ":YWJj", ":YWJj:", ":===:", "?1", "?2",
        "@1", "@-1", "@1.5", "%\"%zz\"", "%\"%e2%82%ac\"", "%\"%ff\"", "1.", "1.2345", "-1.5",
        "999999999999999", "9999999999999999", "999999999999999999", "9999999999999999999", "9223372036854775807", "-9223372036854775808",
        String(repeating: "9", count: 200), String(repeating: "9", count: 200) + ".5", "0." + String(repeating: "0", count: 200) + "1",
        String(repeating: "9", count: 12) + ".999", "-" + String(repeating: "9", count: 12) + ".999",
        "1e309", "nan", "infinity", "0x7f", "1_000", "٣", "５",
        "é", "e\u{301}", "👩‍👩‍👧", "\u{0}", "\u{7f}", "\u{ff}", "\r\n",
        "limit=", "limit=100", "limit=(1 2)", "limit;a", "limit=100, remaining=50, reset=30",
        "remaining=9999999999999999", "\"default\";r=50;t=30", "\"default\";q=100;w=60", "\"default\";q=100;w=1", "default;r=50",
        "\"a\";r", "\"a\";R=1",
        "\"protectionPolicy\";q=100;qu=\"request\";w=10;pk=:cHJvdGVjdGlvbg==:", "(\"a\" \"b\");q=1", "100;w=60", "100, 100;w=60", "100;w=-1", "32/40",
        "999999999999999999/1", "Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:60 GMT", "Sun Nov  6 08:49:37 1994",
        "9999-12-31T23:59:60Z",
        "0000-01-01T00:00:00Z", "1994-11-06T08:49:37+23:59", "--------------------", "::::::::::::::::::::",
        "1994-11-06T08:49:37.999999999999999999Z",
        "12ms", "6m0s", "999999999999999999h999999999999999999h", "1µs", "1μs", "h", "1.h", "1m1", String(repeating: "1s", count: 32),
        String(repeating: "a,", count: 3_000), String(repeating: "\"a\";r=1,", count: 600), String(repeating: "(", count: 500),
        "a" + String(repeating: ";a=1", count: 900), String(repeating: "\\", count: 300), String(repeating: "-", count: 300),
    ]

    static let names = Set(Dialect.catalog.flatMap { ($0.fields?.names ?? []) + ["date", "retry-after", $0.fields?.policy ?? "age"] }).sorted()

    /// One response with hostile values in some of the fields of one dialect, or of all.
    private static func response(_ walk: inout SeededRandom) -> Response {
        let fields = Int.random(in: 0..<4, using: &walk) == 0 ? nil : Dialect.catalog.randomElement(using: &walk)?.fields
        let names = fields.map { $0.names + ["date", "retry-after", $0.policy ?? "age"] } ?? Self.names
        return Response(status: 429, fields: (0..<Int.random(in: 1...6, using: &walk)).map { _ in
            FieldLine(names.randomElement(using: &walk) ?? "", value(&walk))
        })
    }

    private static func value(_ walk: inout SeededRandom) -> String {
        let first = values.randomElement(using: &walk) ?? "", second = values.randomElement(using: &walk) ?? ""
        switch Int.random(in: 0..<4, using: &walk) {
        case 0: return first
        case 1: return first + second
        case 2:
            let cut = Int.random(in: 0...first.count, using: &walk)
            return first.prefix(cut) + second + first.dropFirst(cut)
        default:
            var bytes = Array(first.utf8)
            for index in bytes.indices where Int.random(in: 0..<8, using: &walk) == 0 { bytes[index] = UInt8.random(in: 0...255, using: &walk) }
            return String(decoding: bytes, as: UTF8.self)
        }
    }

    @Test("whatever is sent, a time is read only from a value that obeys its kind", arguments: UInt64(0)..<8)
    func read(seed: UInt64) {
        var walk = SeededRandom(seed: seed)
        for _ in 0..<400 {
            let response = Self.response(&walk)
            for dialect in Dialect.catalog {
                guard let fields = dialect.fields else { continue }
                let reading = AdviceReading(response, fields)
                let isTimed = reading.resetAt != nil || reading.resetIn != nil
                #expect(isTimed == (reading.reset.isPresent && fields.resetKind != .none && reading.reset.obeys(fields.resetKind)))
                #expect((reading.resetIn ?? .zero) >= .zero)
                #expect((reading.policyWindow ?? .seconds(1)) > .zero)
                // Arithmetic and messages over what was read must hold too.
                _ = (reading.resetAt ?? WallInstant(nanoseconds: .max)) + (reading.resetIn ?? TimeSpan(nanoseconds: .max))
                _ = [reading.limit, reading.remaining, reading.reset, reading.retryAfter].map(\.shown)
            }
            #expect((response.retryAfterWait() ?? .zero) >= .zero)
            let fields = RateLimitFields(response)
            #expect(fields.shape != .absent || fields.policies.isEmpty && fields.limits.isEmpty && fields.problems.isEmpty)
            #expect(fields.policies.allSatisfy { ($0.window ?? .seconds(1)) > .zero })
            #expect(fields.limits.allSatisfy { ($0.remaining ?? 0) >= 0 && ($0.resetIn ?? .zero) >= .zero })
        }
    }

    @Test("the detector stops at nothing and does not depend on the order", arguments: UInt64(0)..<4)
    func detect(seed: UInt64) {
        var walk = SeededRandom(seed: seed)
        for _ in 0..<40 {
            var responses = (0..<Int.random(in: 1...20, using: &walk)).map { _ in Self.response(&walk) }
            let found = DialectDetector.detect(responses)
            responses.shuffle(using: &walk)
            #expect(DialectDetector.detect(responses) == found)
        }
    }

    @Test("standings at the ends of what can be counted are written", arguments: Dialect.catalog, AdviceWriter.Rounding.allCases)
    func write(dialect: Dialect, rounding: AdviceWriter.Rounding) {
        let writer = AdviceWriter(rounding: rounding, dialect: dialect)
        for reset in [Int64.min, -1, 0, 1, .max] {
            for (limit, remaining) in [(0, 0), (.max, .max), (.max, .min), (0, 5)] {
                let span = TimeSpan(nanoseconds: reset)
                let standing = Standing(limit: limit, remaining: remaining, reset: WallInstant(nanoseconds: reset), wait: span)
                let lines = writer.fields(standing, at: WallInstant(nanoseconds: .min), window: span)
                #expect(lines.isEmpty == (dialect.fields == nil))
                _ = writer.retryAfter(standing)
            }
        }
    }
}
