import Limiters
import Testing
import Timeline

/// Goal: a target's dialect is named only where its fields leave no doubt. Method: a simulated window written in every dialect of the
/// catalog, in shuffled orders, and tables of what looks alike.
@Suite struct DialectDetectorTests {
    static let start = WallInstant(nanoseconds: 1_764_000_002_250_000_000)

    /// What a server sends in three windows: a request every 170 ms.
    static func run(_ dialect: Dialect, window: TimeSpan = .seconds(20), dated: Bool = true) -> [Response] {
        let writer = AdviceWriter(dialect: dialect)
        return (0..<360).map { index in
            let now = start + .milliseconds(170 * index)
            let reset = WallInstant(nanoseconds: (now.nanoseconds / window.nanoseconds + 1) * window.nanoseconds)
            let lines = writer.fields(Standing(limit: 100, remaining: index % 100, reset: reset, wait: .zero), at: now, window: window)
            let date = dated ? [FieldLine("date", HTTPDate.format(now))] : []
            return Response(status: 200, fields: date + lines.map { FieldLine($0.name.lowercased(), $0.value) })
        }
    }

    static let spoken = Dialect.catalog.filter { $0.fields != nil }

    @Test("every dialect of the catalog is recognised, in any order", arguments: DialectDetectorTests.spoken)
    func catalog(dialect: Dialect) {
        var responses = Self.run(dialect)
        #expect(DialectDetector.detect(responses)?.id == dialect.id)
        var walk = SeededRandom(seed: 3)
        for _ in 0..<3 {
            responses.shuffle(using: &walk)
            #expect(DialectDetector.detect(responses)?.id == dialect.id)
        }
        // Fields of another kind and responses without advice change nothing.
        responses.append(Response(status: 403, fields: [FieldLine("x-request-id", "7"), FieldLine("content-type", "text/plain")]))
        #expect(DialectDetector.detect(responses)?.id == dialect.id)
    }

    @Test("without a Date the magnitude still tells", arguments: DialectDetectorTests.spoken.filter { !$0.id.hasSuffix("delta-ms") })
    func undated(dialect: Dialect) {
        #expect(DialectDetector.detect(Self.run(dialect, dated: false))?.id == dialect.id)
    }

    @Test("long windows are told apart too", arguments: DialectDetectorTests.spoken, [900, 86_400])
    func windows(dialect: Dialect, seconds: Int) {
        #expect(DialectDetector.detect(Self.run(dialect, window: .seconds(seconds)))?.id == dialect.id)
    }

    /// Resets under X-RateLimit names, a second of Date apart, and the dialect.
    static let resets: [([String], String?)] = [
        (["1764000060", "1764000060", "1764000120"], "x-ratelimit-epoch"), (["1764000060000"], "x-ratelimit-epoch-ms"),
        (["1764000060.5", "1764000061"], "x-ratelimit-epoch-decimal"), (["60", "59", "58"], "x-ratelimit-delta"),
        (["30000", "29000", "28000", "27000"], "x-ratelimit-delta-ms"), (["3600000"], "x-ratelimit-delta-ms"),
        // A day's window in seconds, and one look at what could be either.
        (["30000", "29999", "29998", "29997"], "x-ratelimit-delta"), (["30000"], "x-ratelimit-delta"),
        // A bucket fills up a second for each request; then it rests.
        (["1", "20", "40", "60", "59", "58"], "x-ratelimit-delta"), (["1.5", "2"], "x-ratelimit-delta-decimal"),
        (["12ms", "1s", "6m0s", "0"], "x-ratelimit-duration"), (["2025-11-24T16:01:00Z"], "x-ratelimit-timestamp"),
        (["Mon, 24 Nov 2025 16:01:00 GMT"], "x-ratelimit-date"),
        // Zero and what is no time say nothing of the unit.
        (["0", "1764000060"], "x-ratelimit-epoch"), (["0", "0"], "x-ratelimit-delta"), (["-1", "", "1764000060"], "x-ratelimit-epoch"),
        // Two units, no unit, and times too far off to be a reset.
        (["1764000060", "60"], nil), (["1764000060", "1764000060000"], nil), (["60", "1s"], nil), (["soon"], nil), (["-1"], nil), ([""], nil),
        (["1864000060"], nil), (["1994-11-06T08:49:37Z"], nil), (["99999999999"], nil), (["999999999999999999"], nil),
    ]

    @Test("a reset is read as the one unit that explains all", arguments: DialectDetectorTests.resets)
    func units(resets: [String], id: String?) {
        let responses = resets.enumerated().map { index, reset in
            Response(status: 200, fields: [
                FieldLine("date", HTTPDate.format(WallInstant(epochSeconds: 1_764_000_000 + index))), FieldLine("x-ratelimit-limit", "100"),
                FieldLine("x-ratelimit-remaining", "5"), FieldLine("x-ratelimit-reset", reset),
            ])
        }
        #expect(DialectDetector.detect(responses)?.id == id)
        #expect(DialectDetector.detect(responses.reversed())?.id == id)
    }

    /// What a limiter sends: three keys drain it one after the other and rest, then twelve come at random.
    static func traffic(_ dialect: Dialect, _ algorithm: Algorithm, window: TimeSpan, seed: UInt64) -> [Response] {
        var walk = SeededRandom(seed: seed)
        var limiter = algorithm.limiter(quota: 20, window: window, started: start)
        let writer = AdviceWriter(dialect: dialect)
        var now = start
        return (0..<250).map { index in
            now = now + TimeSpan(nanoseconds: Int64.random(in: 0...(index % 50 < 25 ? 30_000_000 : 900_000_000), using: &walk))
            let key = index < 150 ? index / 50 : Int.random(in: 0..<12, using: &walk)
            let decision = limiter.decide("key \(key)", cost: 1, at: now)
            let lines = writer.fields(decision.standing, at: now, window: window)
            return Response(status: decision.admitted ? 200 : 429, fields: [FieldLine("date", HTTPDate.format(now))] + lines.map {
                FieldLine($0.name.lowercased(), $0.value)
            })
        }
    }

    @Test("seconds from now are never taken for milliseconds, whatever the limiter", arguments: Algorithm.allCases, [1, 60, 20_000])
    func seconds(algorithm: Algorithm, window: Int) throws {
        for seed: UInt64 in 0..<2 {
            let responses = Self.traffic(try #require(Dialect(id: "x-ratelimit-delta")), algorithm, window: .seconds(window), seed: seed)
            #expect(DialectDetector.detect(responses)?.id == "x-ratelimit-delta")
            // The burst alone, and the mixed part alone.
            #expect(DialectDetector.detect(Array(responses.prefix(25)))?.id == "x-ratelimit-delta")
            #expect(DialectDetector.detect(Array(responses.suffix(100)))?.id == "x-ratelimit-delta")
        }
    }

    @Test("milliseconds of a window that falls are recognised", arguments: Algorithm.allCases.filter(\.isFixedWindow), [10, 60, 3_600])
    func milliseconds(algorithm: Algorithm, window: Int) throws {
        for seed: UInt64 in 0..<2 {
            let responses = Self.traffic(try #require(Dialect(id: "x-ratelimit-delta-ms")), algorithm, window: .seconds(window), seed: seed)
            #expect(DialectDetector.detect(responses)?.id == "x-ratelimit-delta-ms")
        }
    }

    /// Field lines of one response, and the dialect.
    static let named: [([String], String?)] = [
        ([], nil), (["retry-after: 5"], nil), (["x-ratelimit-limit: 100", "x-ratelimit-remaining: 5"], "x-ratelimit-epoch"),
        (["x-ratelimit-remaining: 5", "x-ratelimit-burst-capacity: 9", "x-ratelimit-replenish-rate: 1"], "spring-cloud-gateway"),
        (["x-ratelimit-limit: 9", "x-ratelimit-remaining: 5", "x-ratelimit-after: 3"], "governor"),
        // The contract's own fields and the draft's side by side: the more names explain more.
        (["x-ratelimit-limit: 9", "x-ratelimit-remaining: 5", "x-ratelimit-reset: 1764000060", "ratelimit: \"a\";r=5;t=3",
          "ratelimit-policy: \"a\";q=9;w=60"], "x-ratelimit-epoch"),
        (["x-ratelimit-limit: 9", "x-ratelimit-remaining: 5", "x-ratelimit-reset: tomorrow", "ratelimit: limit=9, remaining=5, reset=3",
          "ratelimit-policy: 9;w=60"], "ratelimit-draft-07"),
        (["ratelimit: \"a\";r=5"], "ratelimit-draft-08"), (["ratelimit: a;r=5;t=1"], "ratelimit-draft-08"), (["ratelimit: rubbish=1"], nil),
        (["ratelimit-limit: 9", "ratelimit-remaining: 5", "ratelimit-reset: 3"], "ratelimit-draft-06"),
        (["ratelimit-limit: 9", "ratelimit-remaining: 5", "ratelimit-reset: 1764000060", "ratelimit-name: throttle"], "ratelimit-epoch"),
    ]

    @Test("names come first", arguments: DialectDetectorTests.named)
    func names(lines: [String], id: String?) throws {
        #expect(DialectDetector.detect([Response(status: 200, fields: try lines.map(DialectTests.line))])?.id == id)
    }
}
