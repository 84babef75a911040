import Limiters
import Testing
import Timeline

/// Goal: whatever one server writes in a dialect, the reader of that dialect understands. Method: the catalog as a whole, and standings drawn
/// from seeds that are written and read again.
@Suite struct DialectTests {
    @Test("a dialect is found by its name, and an unknown one is not")
    func names() {
        #expect(Dialect(id: "x-ratelimit-epoch") == .xRateLimitEpoch)
        #expect(Dialect(id: "none")?.fields == nil)
        #expect(Dialect(id: "X-RateLimit-Epoch") == nil)
        #expect(Set(Dialect.catalog.map(\.id)).count == Dialect.catalog.count)
        #expect(Set(Dialect.catalog.map(\.title)).count == Dialect.catalog.count)
        for dialect in Dialect.catalog { #expect(Dialect(id: dialect.id) == dialect) }
    }

    @Test("every dialect is sound in itself", arguments: Dialect.catalog)
    func sound(dialect: Dialect) {
        guard let fields = dialect.fields else { return }
        #expect(!fields.names.isEmpty)
        #expect(fields.names.allSatisfy { $0 == $0.lowercased() && !$0.contains(" ") })
        #expect(Set(fields.names).count == fields.names.count)
        #expect((fields.reset == nil) == (fields.resetKind == .none), "a reset has a kind, and a kind a reset")
        #expect(fields.remaining != nil)
        #expect(dialect.resetIsAbsolute == fields.resetKind.isAbsolute)
    }

    @Test("what one server writes, the reader of its dialect understands", arguments: Dialect.catalog, AdviceWriter.Rounding.allCases)
    func roundTrip(dialect: Dialect, rounding: AdviceWriter.Rounding) throws {
        let writer = AdviceWriter(rounding: rounding, dialect: dialect)
        var walk = SeededRandom(seed: 7)
        for _ in 0..<300 {
            let now = WallInstant(nanoseconds: 1_764_000_000_000_000_000 + Int64.random(in: 0..<10_000_000_000_000_000, using: &walk))
            let window = TimeSpan.seconds(Int.random(in: 1...86_400, using: &walk))
            let limit = Int.random(in: 1...100_000, using: &walk)
            let standing = Standing(limit: limit, remaining: Int.random(in: -3...limit, using: &walk),
                                    reset: now + TimeSpan(nanoseconds: Int64.random(in: 0...window.nanoseconds, using: &walk)), wait: .zero)
            let lines = writer.fields(standing, at: now, window: window)
            guard let fields = dialect.fields else { #expect(lines.isEmpty); return }
            let reading = AdviceReading(Self.response(lines), fields)
            #expect(reading.limit.value == (fields.limit == nil ? nil : limit))
            #expect(reading.remaining.value == max(0, standing.remaining))
            #expect(fields.missing(from: reading).isEmpty)
            #expect(reading.reset.obeys(fields.resetKind))
            #expect(RateLimitFields(Self.response(lines)).problems.isEmpty)
            if let states = reading.policyWindow { #expect(states == window) }
            try expectReset(reading, standing.reset, at: now, fields.resetKind)
        }
    }

    /// A reset is written at or after the truth, by at most one step.
    private func expectReset(_ reading: AdviceReading, _ reset: WallInstant, at now: WallInstant, _ kind: Dialect.ResetKind) throws {
        guard kind != .none else { #expect(reading.resetAt == nil && reading.resetIn == nil); return }
        #expect((reading.resetAt != nil) == kind.isAbsolute)
        #expect((reading.resetIn != nil) != kind.isAbsolute)
        let read = try #require(reading.resetAt ?? reading.resetIn.map { now + $0 })
        let wholeSeconds: Set<Dialect.ResetKind> = [.epochSeconds, .deltaSeconds, .httpDate, .timestamp]
        let step: TimeSpan = wholeSeconds.contains(kind) ? .seconds(1) : .milliseconds(1)
        #expect(read >= reset && read - reset <= step)
    }

    @Test("the drafts and Envoy state the window", arguments: ["ratelimit-draft-03", "ratelimit-draft-06", "ratelimit-draft-07",
                                                               "ratelimit-draft-08", "envoy"])
    func policyWindow(id: String) throws {
        let dialect = try #require(Dialect(id: id))
        let standing = Standing(limit: 10, remaining: 3, reset: WallInstant(epochSeconds: 100), wait: .zero)
        let lines = AdviceWriter(dialect: dialect).fields(standing, at: WallInstant(epochSeconds: 60), window: .seconds(60))
        #expect(AdviceReading(Self.response(lines), try #require(dialect.fields)).policyWindow == .seconds(60))
    }

    /// Dialect, field lines, limit, remaining, reset, window in seconds.
    static let spelled: [(String, [String], FieldReading, FieldReading, FieldReading, Int?)] = [
        // Of several policies the one whose quota is the limit states the window.
        ("envoy", ["x-ratelimit-limit: 50, 5000;w=86400, 50;w=60", "x-ratelimit-remaining: -1"], .number(50), .signed(-1), .absent, 60),
        ("envoy", ["x-ratelimit-limit: 50", "x-ratelimit-reset: 7"], .number(50), .absent, .number(7), nil),
        ("envoy", ["x-ratelimit-limit: 50, ;w"], .repeated(["50", " ;w"]), .absent, .absent, nil),
        ("ratelimit-draft-03", ["ratelimit-limit: 100, 100;w=60;comment=\"a, b\""], .number(100), .absent, .absent, 60),
        ("ratelimit-draft-06", ["ratelimit-limit: 100, 100;w=60"], .repeated(["100", " 100;w=60"]), .absent, .absent, nil),
        ("ratelimit-draft-07", ["ratelimit: limit=100, remaining=-1, reset=1.5"], .number(100), .signed(-1), .text("1.5"), nil),
        ("ratelimit-draft-07", ["ratelimit: limit=100", "ratelimit: remaining=5"], .number(100), .number(5), .absent, nil),
        ("ratelimit-draft-07", ["ratelimit: 100"], .text("100"), .text("100"), .text("100"), nil),
        ("ratelimit-draft-08", ["ratelimit: \"b\";r=5;t=6, \"a\";r=1", "ratelimit-policy: \"a\";q=10;w=1, \"b\";q=20;w=60"],
         .number(20), .number(5), .number(6), 60),
        ("ratelimit-draft-08", ["ratelimit: default;r=5"], .absent, .number(5), .absent, nil),
        ("ratelimit-draft-08", ["ratelimit: \"x;r=5"], .absent, .text("\"x;r=5"), .text("\"x;r=5"), nil),
        ("shopify", ["x-shopify-shop-api-call-limit: 41/40"], .number(40), .signed(-1), .absent, nil),
        ("shopify", ["x-shopify-shop-api-call-limit: 40"], .text("40"), .text("40"), .absent, nil),
        ("bucket4j", ["x-rate-limit-remaining: 4", "x-rate-limit-limit: 9"], .absent, .number(4), .absent, nil),
    ]

    @Test("what is broken or missing stays visible", arguments: DialectTests.spelled)
    func read(id: String, lines: [String], limit: FieldReading, remaining: FieldReading, reset: FieldReading, window: Int?) throws {
        let fields = try #require(Dialect(id: id)?.fields)
        let reading = AdviceReading(Response(status: 200, fields: try lines.map(Self.line)), fields)
        #expect(reading.limit == limit)
        #expect(reading.remaining == remaining)
        #expect(reading.reset == reset)
        #expect(reading.policyWindow == window.map { .seconds($0) })
    }

    @Test("a part that a response lacks is named by its field, and by its part where the field has several")
    func missing() throws {
        let separate = try #require(Dialect(id: "governor")?.fields), items = try #require(Dialect(id: "ratelimit-draft-08")?.fields)
        #expect(separate.missing(from: AdviceReading(Response(status: 200, fields: []), separate)) == separate.names)
        let dictionary = try #require(Dialect(id: "ratelimit-draft-07")?.fields)
        let short = Response(status: 200, fields: [FieldLine("ratelimit", "limit=9, remaining=5")])
        #expect(dictionary.missing(from: AdviceReading(short, dictionary)) == ["ratelimit (reset)"])
        // The drafts from 08 on ask for what remains only.
        let bare = Response(status: 200, fields: [FieldLine("ratelimit", "\"default\";r=5")])
        #expect(items.missing(from: AdviceReading(bare, items)).isEmpty)
        #expect(items.missing(from: AdviceReading(Response(status: 200, fields: []), items)) == ["ratelimit (remaining)"])
    }

    static func response(_ lines: [FieldLine]) -> Response {
        Response(status: 200, fields: lines.map { FieldLine($0.name.lowercased(), $0.value) })
    }

    static func line(_ text: String) throws -> FieldLine {
        let colon = try #require(text.firstRange(of: ": "))
        return FieldLine(String(text[..<colon.lowerBound]), String(text[colon.upperBound...]))
    }
}
