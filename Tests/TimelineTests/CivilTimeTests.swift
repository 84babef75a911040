import Testing
import Timeline

/// Goal: dates are those of the Gregorian calendar. Method: known instants, and a walk over every day of two centuries that
/// knows nothing but the lengths of the months.
@Suite struct CivilTimeTests {
    static let known: [(Int, String, Int)] = [
        (0, "1970-01-01T00:00:00", 4), (-1, "1969-12-31T23:59:59", 3), (784_111_777, "1994-11-06T08:49:37", 0),
        (951_782_400, "2000-02-29T00:00:00", 2), (951_868_800, "2000-03-01T00:00:00", 3),
        (2_147_483_647, "2038-01-19T03:14:07", 2), (-2_203_891_201, "1900-02-28T23:59:59", 3),
        (-2_203_891_200, "1900-03-01T00:00:00", 4), (4_107_456_000, "2100-02-28T00:00:00", 0),
    ]

    @Test("known instants have their known dates and weekdays", arguments: CivilTimeTests.known)
    func knownInstant(epochSeconds: Int, text: String, weekday: Int) {
        let time = CivilTime(WallInstant(epochSeconds: epochSeconds))
        #expect(time.iso8601 == text)
        #expect(time.weekday == weekday)
        #expect(time.epochSeconds == epochSeconds)
        #expect(time.isValid)
    }

    @Test("a fraction of a second belongs to the second it lies in, before the epoch too")
    func fractions() {
        #expect(CivilTime(WallInstant(nanoseconds: 999_999_999)).iso8601 == "1970-01-01T00:00:00")
        #expect(CivilTime(WallInstant(nanoseconds: -1)).iso8601 == "1969-12-31T23:59:59")
    }

    @Test("every day from 1896 to 2104 follows the one before it")
    func everyDay() {
        var date = (year: 1896, month: 1, day: 1)
        var weekday = 3
        var wrong: [String] = []
        for day in -27_028...49_307 {
            let time = CivilTime(WallInstant(epochSeconds: day * 86_400 + 43_200))
            if time.year != date.year || time.month != date.month || time.day != date.day || time.hour != 12
                || time.weekday != weekday || time.daysSinceEpoch != day || !time.isValid {
                wrong.append("day \(day) is \(time.iso8601), weekday \(time.weekday)")
            }
            weekday = (weekday + 1) % 7
            date.day += 1
            if date.day > Self.length(ofMonth: date.month, in: date.year) { date = (date.year, date.month + 1, 1) }
            if date.month > 12 { date = (date.year + 1, 1, 1) }
        }
        #expect(wrong.prefix(5).isEmpty)
        #expect([date.year, date.month, date.day] == [2105, 1, 1])
    }

    static let invalid: [CivilTime] = [
        CivilTime(year: 2025, month: 4, day: 31, hour: 0, minute: 0, second: 0),
        CivilTime(year: 2023, month: 2, day: 29, hour: 0, minute: 0, second: 0),
        CivilTime(year: 1900, month: 2, day: 29, hour: 0, minute: 0, second: 0),
        CivilTime(year: 2025, month: 0, day: 1, hour: 0, minute: 0, second: 0),
        CivilTime(year: 2025, month: 13, day: 1, hour: 0, minute: 0, second: 0),
        CivilTime(year: 2025, month: 1, day: 0, hour: 0, minute: 0, second: 0),
        CivilTime(year: 2025, month: 1, day: 1, hour: 24, minute: 0, second: 0),
        CivilTime(year: 2025, month: 1, day: 1, hour: 0, minute: 60, second: 0),
        CivilTime(year: 2025, month: 1, day: 1, hour: 0, minute: 0, second: 61),
        CivilTime(year: 2025, month: 1, day: 1, hour: -1, minute: 0, second: 0),
    ]

    @Test("a date that no calendar has is not valid", arguments: CivilTimeTests.invalid)
    func isInvalid(time: CivilTime) {
        #expect(!time.isValid)
    }

    @Test("29 February 2000 and a leap second are valid")
    func rareButValid() {
        #expect(CivilTime(year: 2000, month: 2, day: 29, hour: 0, minute: 0, second: 0).isValid)
        #expect(CivilTime(year: 2016, month: 12, day: 31, hour: 23, minute: 59, second: 60).isValid)
    }

    private static func length(ofMonth month: Int, in year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
