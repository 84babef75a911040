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

    static let now = WallInstant(nanoseconds: 1_764_000_000_500_000_000)
    static let standing = Standing(limit: 100, remaining: 7, reset: WallInstant(nanoseconds: 1_764_000_059_000_000_001), wait: .milliseconds(1_200))

    @Test("the fields are limit, remaining and reset in epoch seconds")
    func fields() {
        let standing = Self.standing
        #expect(AdviceWriter().fields(standing, at: Self.now, window: .seconds(60)) == [
            FieldLine("X-RateLimit-Limit", "100"), FieldLine("X-RateLimit-Remaining", "7"), FieldLine("X-RateLimit-Reset", "1764000060"),
        ])
        #expect(AdviceWriter().retryAfter(standing) == FieldLine("Retry-After", "2"))
    }

    /// Dialect, and the lines that one standing becomes, rounded up.
    static let spelled: [(String, [String])] = [
        ("none", []),
        ("x-ratelimit-epoch-ms", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 1764000059001"]),
        ("x-ratelimit-epoch-decimal", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 1764000059.001"]),
        ("x-ratelimit-delta", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 59"]),
        ("x-ratelimit-delta-decimal", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 58.501"]),
        ("x-ratelimit-delta-ms", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 58501"]),
        ("x-ratelimit-date", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: Mon, 24 Nov 2025 16:01:00 GMT"]),
        ("x-ratelimit-timestamp", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 2025-11-24T16:01:00Z"]),
        ("x-ratelimit-duration", ["X-RateLimit-Limit: 100", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 58.501s"]),
        ("x-rate-limit-delta", ["X-Rate-Limit-Limit: 100", "X-Rate-Limit-Remaining: 7", "X-Rate-Limit-Reset: 59"]),
        ("ratelimit-epoch", ["RateLimit-Limit: 100", "RateLimit-Remaining: 7", "RateLimit-Reset: 1764000060"]),
        ("ratelimit-draft-03", ["RateLimit-Limit: 100, 100;w=60", "RateLimit-Remaining: 7", "RateLimit-Reset: 59"]),
        ("ratelimit-draft-06", ["RateLimit-Limit: 100", "RateLimit-Remaining: 7", "RateLimit-Reset: 59", "RateLimit-Policy: 100;w=60"]),
        ("ratelimit-draft-07", ["RateLimit: limit=100, remaining=7, reset=59", "RateLimit-Policy: 100;w=60"]),
        ("ratelimit-draft-08", [#"RateLimit-Policy: "default";q=100;w=60"#, #"RateLimit: "default";r=7;t=59"#]),
        ("envoy", ["X-RateLimit-Limit: 100, 100;w=60", "X-RateLimit-Remaining: 7", "X-RateLimit-Reset: 59"]),
        ("shopify", ["X-Shopify-Shop-Api-Call-Limit: 93/100"]),
        ("hubspot", ["X-HubSpot-RateLimit-Max: 100", "X-HubSpot-RateLimit-Remaining: 7"]),
        ("bucket4j", ["X-Rate-Limit-Remaining: 7", "X-Rate-Limit-Retry-After-Seconds: 59"]),
        ("spring-cloud-gateway", ["X-RateLimit-Burst-Capacity: 100", "X-RateLimit-Remaining: 7"]),
    ]

    @Test("each dialect is spelled as its users spell it", arguments: AdviceWriterTests.spelled)
    func dialects(id: String, lines: [String]) throws {
        let dialect = try #require(Dialect(id: id))
        let written = AdviceWriter(dialect: dialect).fields(Self.standing, at: Self.now, window: .seconds(60))
        #expect(written.map { "\($0.name): \($0.value)" } == lines)
    }

    @Test("a negative rest is written as zero")
    func overcharged() {
        let standing = Standing(limit: 2, remaining: -3, reset: WallInstant(epochSeconds: 60), wait: .seconds(1))
        #expect(AdviceWriter().fields(standing, at: WallInstant(epochSeconds: 0), window: .seconds(60))[1] == FieldLine("X-RateLimit-Remaining", "0"))
    }

    @Test("a reset that is past is written as now where it counts from now", arguments: [
        ("x-ratelimit-delta", "0"), ("x-ratelimit-delta-decimal", "0.000"), ("x-ratelimit-delta-ms", "0"), ("x-ratelimit-duration", "0s"),
        ("x-ratelimit-epoch", "60"),
    ])
    func past(id: String, reset: String) throws {
        let standing = Standing(limit: 2, remaining: 2, reset: WallInstant(epochSeconds: 60), wait: .zero)
        let writer = AdviceWriter(dialect: try #require(Dialect(id: id)))
        #expect(writer.fields(standing, at: WallInstant(epochSeconds: 90), window: .seconds(60))[2].value == reset)
    }

    @Test("waiting for what was written is enough", arguments: AdviceWriter.Rounding.allCases, UInt64(0)..<10)
    func waitingIsEnough(rounding: AdviceWriter.Rounding, seed: UInt64) {
        var walk = SeededRandom(seed: seed)
        let writer = AdviceWriter(rounding: rounding)
        for _ in 0..<200 {
            let wait = TimeSpan(nanoseconds: Int64.random(in: 1...90_000_000_000, using: &walk))
            let written = TimeSpan.seconds(writer.wholeSeconds(wait))
            #expect(written >= wait && written - wait <= .seconds(1))
        }
    }
}
