import Limiters
import Testing
import Timeline

/// Goal: advice in whole seconds keeps the promise that waiting is enough. Method: instants around a whole second.
@Suite struct AdviceWriterTests {
    /// Milliseconds, rounded up, rounded past.
    static let rounded: [(Int, Int, Int)] = [
        (0, 0, 1), (1, 1, 1), (999, 1, 1), (1_000, 1, 2), (1_001, 2, 2), (59_900, 60, 60), (60_000, 60, 61), (-1, 0, 0),
    ]

    @Test("a span becomes the next whole second, or this one where that is allowed", arguments: AdviceWriterTests.rounded)
    func wholeSeconds(milliseconds: Int, up: Int, past: Int) {
        #expect(AdviceWriter(rounding: .up).wholeSeconds(.milliseconds(milliseconds)) == up)
        #expect(AdviceWriter(rounding: .past).wholeSeconds(.milliseconds(milliseconds)) == past)
    }

    @Test("a nanosecond over a second counts as a second", arguments: AdviceWriter.Rounding.allCases)
    func nanosecond(rounding: AdviceWriter.Rounding) {
        #expect(AdviceWriter(rounding: rounding).wholeSeconds(.seconds(5) + .nanosecond) == 6)
    }

    @Test("the fields are limit, remaining and reset in epoch seconds")
    func fields() {
        let standing = Standing(limit: 100, remaining: 7, reset: WallInstant(nanoseconds: 1_764_000_059_000_000_001), wait: .milliseconds(1_200))
        #expect(AdviceWriter().fields(standing) == [
            FieldLine("X-RateLimit-Limit", "100"), FieldLine("X-RateLimit-Remaining", "7"), FieldLine("X-RateLimit-Reset", "1764000060"),
        ])
        #expect(AdviceWriter().retryAfter(standing) == FieldLine("Retry-After", "2"))
    }

    @Test("a negative rest is written as zero")
    func overcharged() {
        let standing = Standing(limit: 2, remaining: -3, reset: WallInstant(epochSeconds: 60), wait: .seconds(1))
        #expect(AdviceWriter().fields(standing)[1] == FieldLine("X-RateLimit-Remaining", "0"))
    }

    @Test("waiting for what was written is enough", arguments: AdviceWriter.Rounding.allCases, UInt64(0)..<10)
    func waitingIsEnough(rounding: AdviceWriter.Rounding, seed: UInt64) {
        var walk = Walk(seed: seed)
        let writer = AdviceWriter(rounding: rounding)
        for _ in 0..<200 {
            let wait = TimeSpan(nanoseconds: Int64.random(in: 1...90_000_000_000, using: &walk))
            let written = TimeSpan.seconds(writer.wholeSeconds(wait))
            #expect(written >= wait && written - wait <= .seconds(1))
        }
    }
}
