import Limiters
import Testing
import Timeline

/// Goal: a reset is read exactly, or not at all. Method: a table of spellings for each kind, with what they mean in nanoseconds.
@Suite struct ResetKindTests {
    typealias Kind = Dialect.ResetKind

    /// Kind, spelling, nanoseconds since the epoch or from now; nothing where it breaks the grammar.
    static let table: [(Kind, String, Int64?)] = [
        (.epochSeconds, "1764000060", 1_764_000_060_000_000_000), (.epochSeconds, "1764000060.5", nil), (.epochSeconds, "-1", nil),
        (.epochSeconds, "999999999999999999", 8_000_000_000_000_000_000), (.epochSeconds, "", nil), (.epochSeconds, "60s", nil),
        (.epochMilliseconds, "1764000060123", 1_764_000_060_123_000_000), (.epochMilliseconds, "1764000060123.5", nil),
        (.epochMilliseconds, "999999999999999999", 8_000_000_000_000_000_000 + 854_775_807),
        (.epochDecimal, "1764000060.123", 1_764_000_060_123_000_000), (.epochDecimal, "1764000060", 1_764_000_060_000_000_000),
        (.epochDecimal, "0.1234567891", 123_456_789), (.epochDecimal, "1.", nil), (.epochDecimal, ".5", nil), (.epochDecimal, "1.2.3", nil),
        (.epochDecimal, "1e9", nil), (.epochDecimal, "+1.5", nil), (.epochDecimal, "1,5", nil), (.epochDecimal, "٣.٣", nil),
        (.deltaSeconds, "0", 0), (.deltaSeconds, "59", 59_000_000_000), (.deltaSeconds, "999999999999999999", .max), (.deltaSeconds, "1.0", nil),
        (.deltaDecimal, "2.0", 2_000_000_000), (.deltaDecimal, "0.000000001", 1), (.deltaDecimal, "-2.0", nil),
        (.deltaDecimal, "999999999999999999.9", .max), (.deltaDecimal, "9999999999999999999.9", nil),
        (.deltaMilliseconds, "12", 12_000_000), (.deltaMilliseconds, "999999999999999999", .max), (.deltaMilliseconds, "12ms", nil),
        (.httpDate, "Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777_000_000_000), (.httpDate, "Sun Nov  6 08:49:37 1994", 784_111_777_000_000_000),
        (.httpDate, "Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777_000_000_000), (.httpDate, "1994-11-06T08:49:37Z", nil),
        (.httpDate, "784111777", nil), (.httpDate, "Sun Nov 06 1994 08:49:37 GMT+0000 (Coordinated Universal Time)", nil),
        (.timestamp, "1994-11-06T08:49:37Z", 784_111_777_000_000_000), (.timestamp, "1994-11-06t09:49:37.25+01:00", 784_111_777_250_000_000),
        (.timestamp, "1994-11-06 03:19:37-05:30", 784_111_777_000_000_000), (.timestamp, "1994-11-06T08:49:37", nil),
        (.timestamp, "1994-11-06T08:49:375Z", nil), (.timestamp, "1994-11-06T08:49:37.Z", nil), (.timestamp, "1994-02-30T08:49:37Z", nil),
        (.timestamp, "1994-11-06T08:49:37+0100", nil), (.timestamp, "1994-11-06T08:49:37+24:00", nil), (.timestamp, "1994-11-06", nil),
        (.timestamp, "9999-12-31T23:59:59Z", 8_000_000_000_000_000_000), (.timestamp, "784111777", nil),
        (.duration, "6m0s", 360_000_000_000), (.duration, "12ms", 12_000_000), (.duration, "1s", 1_000_000_000), (.duration, "0", 0),
        (.duration, "1h0m1.5s", 3_601_500_000_000), (.duration, "3µs", 3_000), (.duration, "3us", 3_000), (.duration, "7ns", 7),
        (.duration, "60", nil), (.duration, "-1s", nil), (.duration, "s", nil), (.duration, "1d", nil), (.duration, "1s ", nil), (.duration, "", nil),
        (.duration, "1ss", nil), (.duration, "1.5.5s", nil), (.duration, "999999999999999999h", .max), (.duration, "1m 0s", nil),
    ]

    @Test("each spelling means one time or breaks the grammar", arguments: ResetKindTests.table)
    func read(kind: Kind, text: String, nanoseconds: Int64?) throws {
        let dialect = try #require(Dialect.catalog.first { $0.fields?.resetKind == kind && $0.fields?.shape == .separate })
        let fields = try #require(dialect.fields)
        let reading = AdviceReading(Response(status: 200, fields: [FieldLine(try #require(fields.reset), text)]), fields)
        #expect((reading.resetAt?.nanoseconds ?? reading.resetIn?.nanoseconds) == nanoseconds)
        #expect(reading.reset.obeys(kind) == (nanoseconds != nil))
    }

    @Test("a field that is absent breaks no grammar, one that is repeated every one", arguments: Kind.allCases)
    func edges(kind: Kind) {
        #expect(FieldReading.absent.obeys(kind))
        #expect(FieldReading(["1", "2"]).obeys(kind) == (kind == .none))
        #expect(FieldReading(["-1"]).obeys(kind) == (kind == .none))
    }

    /// Retry-After, Date field, date given by the caller, the wait in seconds.
    static let waits: [([String], String?, Int?, Int?)] = [
        (["5"], nil, nil, 5), (["0"], nil, nil, 0), (["5", "5"], nil, nil, nil), (["-5"], nil, nil, nil), (["2.0"], nil, nil, nil),
        ([], nil, nil, nil),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], "Sun, 06 Nov 1994 08:49:30 GMT", nil, 7),
        (["Sunday, 06-Nov-94 08:49:37 GMT"], "Sun, 06 Nov 1994 08:49:30 GMT", nil, 7),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], "Sun, 06 Nov 1994 08:50:30 GMT", nil, 0),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], nil, nil, nil), (["Sun, 06 Nov 1994 08:49:37 GMT"], "soon", nil, nil),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], nil, 784_111_770, 7),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], "Sun, 06 Nov 1994 08:49:30 GMT", 784_111_775, 2),
    ]

    @Test("Retry-After is a wait in both of its forms", arguments: ResetKindTests.waits)
    func retryAfter(values: [String], date: String?, given: Int?, wait: Int?) {
        let lines = values.map { FieldLine("retry-after", $0) } + [date].compactMap { $0 }.map { FieldLine("date", $0) }
        let response = Response(status: 429, fields: lines)
        #expect(response.retryAfterWait(date: given.map { WallInstant(epochSeconds: $0) }) == wait.map { .seconds($0) })
    }
}
