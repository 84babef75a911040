/// A length of time in whole nanoseconds, negative where the order is reversed.
///
/// One machine word instead of `Duration`'s two: the judge compares millions of them.
/// Units and range: ±292 years; arithmetic stops at the ends, because servers and files can name any number.
package struct TimeSpan: Hashable, Comparable, Sendable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static let zero = TimeSpan(nanoseconds: 0)
    package static func seconds(_ value: Int) -> TimeSpan { TimeSpan(nanoseconds: Int64(value).saturatingTimes(1_000_000_000)) }
    package static func milliseconds(_ value: Int) -> TimeSpan { TimeSpan(nanoseconds: Int64(value) * 1_000_000) }
    package static func microseconds(_ value: Int) -> TimeSpan { TimeSpan(nanoseconds: Int64(value) * 1_000) }

    /// The span nearest to a number of seconds; saturates instead of trapping.
    package init(seconds: Double) {
        self.nanoseconds = Int64(exactly: (seconds * 1e9).rounded()) ?? (seconds > 0 ? .max : .min)
    }

    package var inSeconds: Double { Double(nanoseconds) / 1e9 }
    package var inMilliseconds: Double { Double(nanoseconds) / 1e6 }

    /// Whole seconds, rounded towards the future.
    package var secondsRoundedUp: Int { -Int((0 &- nanoseconds).flooredDivision(by: 1_000_000_000)) }
    /// Whole seconds, rounded towards the past.
    package var secondsRoundedDown: Int { Int(nanoseconds.flooredDivision(by: 1_000_000_000)) }

    // All four, as for `RunInstant`.
    package static func < (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds < b.nanoseconds }
    package static func > (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds > b.nanoseconds }
    package static func <= (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds <= b.nanoseconds }
    package static func >= (a: TimeSpan, b: TimeSpan) -> Bool { a.nanoseconds >= b.nanoseconds }
    package static func + (a: TimeSpan, b: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds.saturatingPlus(b.nanoseconds)) }
    package static func - (a: TimeSpan, b: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds.saturatingMinus(b.nanoseconds)) }
    package static func * (a: TimeSpan, factor: Int) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds.saturatingTimes(Int64(factor))) }
    package static func / (a: TimeSpan, divisor: Int) -> TimeSpan { TimeSpan(nanoseconds: a.nanoseconds / Int64(divisor)) }
    package static prefix func - (a: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: Int64.zero.saturatingMinus(a.nanoseconds)) }
}

extension TimeSpan: CustomStringConvertible {
    /// The span as a person reads it: `60 s`, `250 ms`, `1.234 s`, `40 µs`.
    package var description: String {
        let magnitude = nanoseconds.magnitude
        let (unit, perUnit): (String, Int64) =
            magnitude >= 1_000_000_000 || magnitude == 0 ? ("s", 1_000_000_000) : magnitude >= 1_000_000 ? ("ms", 1_000_000) : ("µs", 1_000)
        let thousandths = perUnit == 1_000_000_000 ? nanoseconds / 1_000_000 : nanoseconds * 1_000 / perUnit
        return "\(Self.decimal(thousandths: thousandths)) \(unit)"
    }

    private static func decimal(thousandths: Int64) -> String {
        let sign = thousandths < 0 ? "-" : ""
        let (whole, rest) = Int64(clamping: thousandths.magnitude).quotientAndRemainder(dividingBy: 1_000)
        guard rest != 0 else { return "\(sign)\(whole)" }
        var digits = String(1_000 + rest).dropFirst()
        while digits.last == "0" { digits.removeLast() }
        return "\(sign)\(whole).\(digits)"
    }
}

extension Int64 {
    func saturatingPlus(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }

    func saturatingMinus(_ other: Int64) -> Int64 {
        let (difference, overflow) = subtractingReportingOverflow(other)
        return overflow ? (other < 0 ? .max : .min) : difference
    }

    func saturatingTimes(_ other: Int64) -> Int64 {
        let (product, overflow) = multipliedReportingOverflow(by: other)
        return overflow ? ((self < 0) == (other < 0) ? .max : .min) : product
    }

    /// The quotient rounded towards minus infinity, so that a time before the epoch falls into the right second.
    package func flooredDivision(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// What `flooredDivision` leaves over: never negative for a positive divisor.
    package func flooredRemainder(by divisor: Int64) -> Int64 {
        let remainder = self % divisor
        return remainder < 0 ? remainder + divisor : remainder
    }
}
