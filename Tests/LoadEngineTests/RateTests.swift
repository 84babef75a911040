import LoadEngine
import Testing
import Timeline

/// Goal: arrivals fall on the absolute line, without accumulated error and never early. Method: arithmetic against the definition.
@Suite struct RateTests {
    @Test("arrival i is due at ⌊i · period⌋", arguments: [
        (Rate(count: 3, per: .seconds(1)), 1, Int64(333_333_333)),
        (Rate(count: 3, per: .seconds(1)), 3, 1_000_000_000),
        (Rate(count: 7, per: .seconds(60)), 7_000_000, 60_000_000 * 1_000_000_000),
        (Rate(count: 16_667, per: .seconds(1)), 1_000_000_000, 59_998_800_023_999),
    ] as [(Rate, Int, Int64)])
    func due(rate: Rate, arrival: Int, nanoseconds: Int64) {
        #expect(rate.due(arrival).nanoseconds == nanoseconds)
    }

    @Test("as many arrivals as are due before the end", arguments: [
        (Rate(count: 100, per: .seconds(1)), TimeSpan.seconds(3), 300),
        (Rate(count: 3, per: .seconds(1)), .milliseconds(334), 2),
        (Rate(count: 1, per: .seconds(60)), .seconds(1), 1),
    ] as [(Rate, TimeSpan, Int)])
    func arrivals(rate: Rate, duration: TimeSpan, count: Int) {
        #expect(rate.arrivals(in: duration) == count)
        #expect(rate.due(count - 1) < duration)
        #expect(rate.due(count) >= duration)
    }
}
