import Limiters
import Testing
import Timeline

/// Goal: a field is understood as its grammar allows it, and shown as it was sent. Method: a table of spellings.
@Suite struct FieldReadingTests {
    static let table: [([String], FieldReading)] = [
        ([], .absent),
        (["0"], .number(0)), (["100"], .number(100)), (["007"], .number(7)),
        (["999999999999999999"], .number(999_999_999_999_999_999)),
        (["-1"], .signed(-1)), (["+5"], .signed(5)), (["-0"], .signed(0)),
        (["-999999999999999999"], .signed(-999_999_999_999_999_999)),
        // 19 digits and more are no number that any clock or quota needs.
        (["9999999999999999999"], .text("9999999999999999999")),
        (["99999999999999999999999999999999999999"], .text("99999999999999999999999999999999999999")),
        (["-9999999999999999999"], .text("-9999999999999999999")),
        ([""], .text("")), (["-"], .text("-")), (["+"], .text("+")), (["--5"], .text("--5")), (["+-5"], .text("+-5")),
        (["1.5"], .text("1.5")), (["60.0"], .text("60.0")), (["1e3"], .text("1e3")), (["0x10"], .text("0x10")), (["1_000"], .text("1_000")),
        ([" 5"], .text(" 5")), (["5 "], .text("5 ")), (["1 000"], .text("1 000")), (["60s"], .text("60s")), (["soon"], .text("soon")),
        (["٣"], .text("٣")), (["５"], .text("５")),
        (["Sun, 06 Nov 1994 08:49:37 GMT"], .text("Sun, 06 Nov 1994 08:49:37 GMT")),
        (["Sunday, 06-Nov-94 08:49:37 GMT"], .text("Sunday, 06-Nov-94 08:49:37 GMT")),
        (["Sun Nov  6 08:49:37 1994"], .text("Sun Nov  6 08:49:37 1994")),
        // A comma in what is no date makes a list.
        (["Sun, 31 Apr 2025 08:49:37 GMT"], .repeated(["Sun", " 31 Apr 2025 08:49:37 GMT"])),
        (["100, 100"], .repeated(["100", " 100"])), (["100,50"], .repeated(["100", "50"])), (["100, 100;w=60"], .repeated(["100", " 100;w=60"])),
        (["5", "5"], .repeated(["5", "5"])), (["5", "6", "7"], .repeated(["5", "6", "7"])), (["", ""], .repeated(["", ""])),
    ]

    @Test("each spelling has one reading", arguments: FieldReadingTests.table)
    func classify(values: [String], reading: FieldReading) {
        #expect(FieldReading(values) == reading)
        #expect(FieldReading(values).isPresent == !values.isEmpty)
    }

    /// Reading, value, signed value, shown.
    static let known: [(FieldReading, Int?, Int?, String)] = [
        (.absent, nil, nil, "absent"), (.number(7), 7, 7, "7"), (.signed(-7), nil, -7, "-7"), (.text("7s"), nil, nil, "\"7s\""),
        (.repeated(["7", "8"]), nil, nil, "\"7\" and \"8\""),
    ]

    @Test("only a whole number has a value, and every reading can be shown", arguments: FieldReadingTests.known)
    func values(reading: FieldReading, value: Int?, signedValue: Int?, shown: String) {
        #expect(reading.value == value)
        #expect(reading.signedValue == signedValue)
        #expect(reading.shown == shown)
    }

    @Test("a response is read with the names of its dialect")
    func adviceReading() throws {
        let fields = try #require(Dialect.xRateLimitEpoch.fields)
        let response = Response(status: 429, fields: [
            FieldLine("x-ratelimit-limit", "100"), FieldLine("x-ratelimit-remaining", "-1"), FieldLine("retry-after", "5"),
            FieldLine("retry-after", "6"), FieldLine("ratelimit-reset", "60"),
        ])
        let reading = AdviceReading(response, fields)
        #expect(reading.limit == .number(100))
        #expect(reading.remaining == .signed(-1))
        #expect(reading.reset == .absent)
        #expect(reading.retryAfter == .repeated(["5", "6"]))
        #expect(fields.missing(from: reading) == ["x-ratelimit-reset"])
    }
}
