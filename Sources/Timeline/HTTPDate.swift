/// The date forms of HTTP: the one that senders must use and the two that recipients must still accept.
///
/// Source: RFC 9110, 5.6.7.
package enum HTTPDate {
    package enum Form: Sendable { case imfFixdate, rfc850, asctime }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// `Sun, 06 Nov 1994 08:49:37 GMT`: the second in which the instant lies.
    package static func format(_ instant: WallInstant) -> String {
        let time = CivilTime(instant)
        return "\(weekdays[time.weekday]), \(CivilTime.padded(time.day, 2)) \(months[time.month - 1]) "
            + "\(CivilTime.padded(time.year, 4)) \(time.timeOfDay) GMT"
    }

    /// The whole second that a field value names, or nothing where it is none of the three forms.
    package static func parse(_ text: String) -> (instant: WallInstant, form: Form)? {
        var text = text
        return text.withUTF8 { bytes in
            if let time = imfFixdate(bytes) { return (time, .imfFixdate) }
            if let time = asctime(bytes) { return (time, .asctime) }
            return rfc850(bytes).map { ($0, .rfc850) }
        }
    }

    private typealias Bytes = UnsafeBufferPointer<UInt8>

    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    private static func imfFixdate(_ b: Bytes) -> WallInstant? {
        guard b.count == 29, b[3] == UInt8(ascii: ","), blanks(b, [4, 7, 11, 16]), ends(b, with: " GMT") else { return nil }
        return assemble(year: digits(b, 12..<16), month: month(b, at: 8), day: digits(b, 5..<7), time: b[17..<25])
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`; two-digit years up to 69 are taken as 20xx.
    private static func rfc850(_ b: Bytes) -> WallInstant? {
        guard let comma = b.firstIndex(of: UInt8(ascii: ",")), b.count == comma + 24, blanks(b, [comma + 1, comma + 11]),
              b[comma + 4] == UInt8(ascii: "-"), b[comma + 8] == UInt8(ascii: "-"), ends(b, with: " GMT"),
              let short = digits(b, comma + 9..<comma + 11)
        else { return nil }
        return assemble(year: short + (short < 70 ? 2_000 : 1_900), month: month(b, at: comma + 5),
                        day: digits(b, comma + 2..<comma + 4), time: b[(comma + 12)..<(comma + 20)])
    }

    /// `Sun Nov  6 08:49:37 1994`
    private static func asctime(_ b: Bytes) -> WallInstant? {
        guard b.count == 24, blanks(b, [3, 7, 10, 19]) else { return nil }
        let day = b[8] == UInt8(ascii: " ") ? digits(b, 9..<10) : digits(b, 8..<10)
        return assemble(year: digits(b, 20..<24), month: month(b, at: 4), day: day, time: b[11..<19])
    }

    private static func assemble(year: Int?, month: Int?, day: Int?, time: Slice<Bytes>) -> WallInstant? {
        let clock = Bytes(rebasing: time)
        guard let year, let month, let day, clock[2] == UInt8(ascii: ":"), clock[5] == UInt8(ascii: ":"),
              let hour = digits(clock, 0..<2), let minute = digits(clock, 3..<5), let second = digits(clock, 6..<8)
        else { return nil }
        let civil = CivilTime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
        return civil.isValid ? WallInstant(epochSeconds: civil.epochSeconds) : nil
    }

    private static func blanks(_ b: Bytes, _ places: [Int]) -> Bool { places.allSatisfy { b[$0] == UInt8(ascii: " ") } }

    private static func digits(_ b: Bytes, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(b[index]) else { return nil }
            value = value * 10 + Int(b[index] - UInt8(ascii: "0"))
        }
        return value
    }

    private static func month(_ b: Bytes, at start: Int) -> Int? {
        months.firstIndex { $0.utf8.elementsEqual(b[start..<start + 3]) }.map { $0 + 1 }
    }

    private static func ends(_ b: Bytes, with suffix: StaticString) -> Bool {
        suffix.withUTF8Buffer { b.suffix($0.count).elementsEqual($0) }
    }
}
