import Testing
import Timeline

/// Goal: the three date forms of RFC 9110, 5.6.7 are read, one is written, and nothing else is taken for a date.
/// Method: the RFC's own examples, tables of near misses, and a round trip over many days.
@Suite struct HTTPDateTests {
    static let accepted: [(String, HTTPDate.Form, Int)] = [
        ("Sun, 06 Nov 1994 08:49:37 GMT", .imfFixdate, 784_111_777),
        ("Sunday, 06-Nov-94 08:49:37 GMT", .rfc850, 784_111_777),
        ("Sun Nov  6 08:49:37 1994", .asctime, 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", .imfFixdate, 0),
        ("Tue, 29 Feb 2000 00:00:00 GMT", .imfFixdate, 951_782_400),
        ("Tue Feb 29 00:00:00 2000", .asctime, 951_782_400),
        ("Tuesday, 31-Dec-69 23:59:59 GMT", .rfc850, 3_155_759_999),
        ("Thursday, 01-Jan-70 00:00:00 GMT", .rfc850, 0),
        ("Sat, 31 Dec 2016 23:59:60 GMT", .imfFixdate, 1_483_228_800),
    ]

    @Test("each form is read as the second it names", arguments: HTTPDateTests.accepted)
    func isRead(text: String, form: HTTPDate.Form, epochSeconds: Int) throws {
        let date = try #require(HTTPDate.parse(text))
        #expect(date.form == form)
        #expect(date.instant == WallInstant(epochSeconds: epochSeconds))
    }

    static let refused = [
        "", "0", "120", "tomorrow", ",", "Sun,",
        "Thu, 31 Apr 2025 00:00:00 GMT", "Thursday, 31-Apr-25 00:00:00 GMT", "Thu Apr 31 00:00:00 2025",
        "Wed, 29 Feb 2023 00:00:00 GMT", "Thu, 29 Feb 1900 00:00:00 GMT", "Sat, 00 Jan 2022 00:00:00 GMT",
        "Wed, 15 Jan 2025 24:00:00 GMT", "Wed, 15 Jan 2025 23:60:00 GMT", "Wed, 15 Jan 2025 23:59:61 GMT",
        "Wednesday, 15-Jan-25 24:00:00 GMT", "Wed Jan 15 24:00:00 2025",
        "Wed, 15 Foo 2025 00:00:00 GMT", "Wed, 15 jan 2025 00:00:00 GMT", "Wed, 15 Jan 2025 00:00:00 UTC",
        "Wed, 15 Jan 2025 00:00:00 +0000", "Wed, 15 Jan 2025 00:00:00", "Wed, 5 Jan 2025 00:00:00 GMT",
        "Wed, 15 Jan 2025 00:00:00 GMT ", " Wed, 15 Jan 2025 00:00:00 GMT", "Wed, 15 Jan 2025 00-00-00 GMT",
        "Wed, 15 Jan 2O25 00:00:00 GMT", "2025-01-15T10:30:00Z",
    ]

    @Test("what is no date of HTTP is refused", arguments: HTTPDateTests.refused)
    func isRefused(text: String) {
        #expect(HTTPDate.parse(text)?.instant == nil)
    }

    @Test("every prefix of a date is refused, and reading it does no harm", arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
    ])
    func prefixes(text: String) {
        for length in 0..<text.count { #expect(HTTPDate.parse(String(text.prefix(length)))?.instant == nil) }
    }

    @Test("what is written is read back, over two centuries and all times of day")
    func roundTrip() throws {
        var wrong: [String] = []
        // 13 days and a prime number of seconds: meets every month, leap days, and all hours.
        for instant in stride(from: -27_028 * 86_400, through: 49_307 * 86_400, by: 13 * 86_400 + 10_007) {
            let text = HTTPDate.format(WallInstant(epochSeconds: instant))
            let date = HTTPDate.parse(text)
            if date?.instant != WallInstant(epochSeconds: instant) || date?.form != .imfFixdate { wrong.append(text) }
        }
        #expect(wrong.prefix(5).isEmpty)
    }

    @Test("leap days are written and read back in every leap year", arguments: [1904, 1996, 2000, 2004, 2024, 2096])
    func leapDays(year: Int) throws {
        let day = CivilTime(year: year, month: 2, day: 29, hour: 23, minute: 59, second: 59)
        let text = HTTPDate.format(WallInstant(epochSeconds: day.epochSeconds))
        #expect(text.contains(" 29 Feb \(year) 23:59:59 GMT"))
        let date = try #require(HTTPDate.parse(text))
        #expect(date.instant == WallInstant(epochSeconds: day.epochSeconds))
    }

    @Test("an instant is written as the second in which it lies")
    func truncates() {
        #expect(HTTPDate.format(WallInstant(nanoseconds: 784_111_777_999_999_999)) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    /// Servers do send such dates for "never".
    @Test("a date beyond the range of the clock is clamped to it", arguments: [
        ("Fri, 31 Dec 9999 23:59:59 GMT", 8_000_000_000), ("Fri Dec 31 23:59:59 9999", 8_000_000_000),
        ("Sat, 01 Jan 0000 00:00:00 GMT", -8_000_000_000),
    ] as [(String, Int)])
    func beyondTheClock(text: String, epochSeconds: Int) throws {
        let date = try #require(HTTPDate.parse(text))
        #expect(date.instant.nanoseconds == Int64(epochSeconds) * 1_000_000_000)
    }
}
