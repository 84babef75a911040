/// A date and time of day in UTC, in the proleptic Gregorian calendar.
///
/// Own arithmetic instead of a calendar library: the judge reads a date from every response.
/// Source: the days-from-civil algorithm is the well-known era/year-of-era arithmetic (Hinnant, "chrono-compatible
/// low-level date algorithms").
package struct CivilTime: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int

    package init(year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int) {
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
    }

    package init(_ instant: WallInstant) {
        let seconds = instant.nanoseconds.flooredDivision(by: 1_000_000_000)
        let days = Int(seconds.flooredDivision(by: 86_400))
        let ofDay = Int(seconds.flooredRemainder(by: 86_400))
        let z = days + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        (hour, minute, second) = (ofDay / 3_600, ofDay / 60 % 60, ofDay % 60)
    }

    package var daysSinceEpoch: Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    package var epochSeconds: Int { daysSinceEpoch * 86_400 + hour * 3_600 + minute * 60 + second }

    /// 0 is Sunday.
    package var weekday: Int { Int(Int64(daysSinceEpoch + 4).flooredRemainder(by: 7)) }

    /// False for a day that no calendar has, such as 31 April. A leap second (60) is allowed (RFC 9110, 5.6.7).
    package var isValid: Bool {
        guard (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second) else { return false }
        let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...lengths[month - 1]).contains(day)
    }

    /// `2025-01-15T10:30:00`, without a zone.
    package var iso8601: String {
        "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T\(timeOfDay)"
    }

    var timeOfDay: String { "\(Self.padded(hour, 2)):\(Self.padded(minute, 2)):\(Self.padded(second, 2))" }

    static func padded(_ value: Int, _ width: Int) -> String {
        if width == 2, (0..<10).contains(value) { return "0\(value)" }
        let digits = String(value)
        return digits.utf8.count >= width ? digits : String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
