import Testing
import Timeline

/// Goal: a span is shown and rounded as its comments promise. Method: tables with the edges on both sides of zero.
@Suite struct TimeSpanTests {
    static let shown: [(Int64, String)] = [
        (0, "0 s"), (1, "0.001 µs"), (999, "0.999 µs"), (1_000, "1 µs"), (40_000, "40 µs"), (999_999, "999.999 µs"),
        (1_000_000, "1 ms"), (250_000_000, "250 ms"), (1_500_000, "1.5 ms"), (999_999_999, "999.999 ms"),
        (1_000_000_000, "1 s"), (1_234_000_000, "1.234 s"), (1_234_999_999, "1.234 s"), (1_050_000_000, "1.05 s"),
        (60_000_000_000, "60 s"), (-1, "-0.001 µs"), (-250_000_000, "-250 ms"), (-1_500_000_000, "-1.5 s"),
        (.max, "9223372036.854 s"), (.min, "-9223372036.854 s"),
    ]

    @Test("a span is shown in the unit a person would choose", arguments: TimeSpanTests.shown)
    func description(nanoseconds: Int64, text: String) {
        #expect(TimeSpan(nanoseconds: nanoseconds).description == text)
    }

    /// Nanoseconds, seconds rounded down, seconds rounded up.
    static let rounded: [(Int64, Int, Int)] = [
        (0, 0, 0), (1, 0, 1), (999_999_999, 0, 1), (1_000_000_000, 1, 1), (1_000_000_001, 1, 2),
        (59_999_999_999, 59, 60), (60_000_000_000, 60, 60),
        (-1, -1, 0), (-999_999_999, -1, 0), (-1_000_000_000, -1, -1), (-1_000_000_001, -2, -1), (-2_000_000_000, -2, -2),
    ]

    @Test("whole seconds are rounded towards the past or the future, not towards zero", arguments: TimeSpanTests.rounded)
    func rounding(nanoseconds: Int64, down: Int, up: Int) {
        let span = TimeSpan(nanoseconds: nanoseconds)
        #expect(span.secondsRoundedDown == down)
        #expect(span.secondsRoundedUp == up)
    }

    @Test("a span from a floating number of seconds is the nearest one, and saturates")
    func fromSeconds() {
        #expect(TimeSpan(seconds: 1.5) == .milliseconds(1_500))
        #expect(TimeSpan(seconds: -0.25) == .milliseconds(-250))
        #expect(TimeSpan(seconds: 1e-9 * 0.6) == TimeSpan(nanoseconds: 1))
        #expect(TimeSpan(seconds: 1e300).nanoseconds == .max)
        #expect(TimeSpan(seconds: -.infinity).nanoseconds == .min)
    }

    @Test("units agree with each other, and arithmetic with units")
    func arithmetic() {
        #expect(TimeSpan.seconds(2) == .milliseconds(2_000))
        #expect(TimeSpan.milliseconds(3) == .microseconds(3_000))
        #expect(TimeSpan.seconds(2) - .milliseconds(500) == TimeSpan.milliseconds(750) * 2)
        #expect(TimeSpan.seconds(60) / 7 == TimeSpan(nanoseconds: 8_571_428_571))
        #expect(-TimeSpan.seconds(1) < .zero)
        #expect(TimeSpan.milliseconds(1_500).inSeconds == 1.5)
        #expect(TimeSpan.microseconds(1_500).inMilliseconds == 1.5)
    }

    /// Dividend, divisor, quotient, remainder.
    static let floored: [(Int64, Int64, Int64, Int64)] = [
        (7, 3, 2, 1), (-7, 3, -3, 2), (6, 3, 2, 0), (-6, 3, -2, 0), (0, 3, 0, 0), (-1, 1_000_000_000, -1, 999_999_999),
    ]

    @Test("floored division leaves a remainder that is never negative", arguments: TimeSpanTests.floored)
    func flooredDivision(dividend: Int64, divisor: Int64, quotient: Int64, remainder: Int64) {
        #expect(dividend.flooredDivision(by: divisor) == quotient)
        #expect(dividend.flooredRemainder(by: divisor) == remainder)
    }

    @Test("an instant moves by a span, and two instants are a span apart")
    func instants() {
        let start = WallInstant(epochSeconds: 10)
        #expect(start + .seconds(5) == WallInstant(epochSeconds: 15))
        #expect(start - .seconds(15) == WallInstant(epochSeconds: -5))
        #expect((start - WallInstant(epochSeconds: 12)) == .seconds(-2))
        #expect(start.sinceEpoch == .seconds(10))
        #expect(RunInstant.start + .milliseconds(3) == RunInstant(nanoseconds: 3_000_000))
        #expect(RunInstant.distantPast < .start)
    }
}
