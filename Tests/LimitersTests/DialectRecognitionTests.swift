import Limiters
import Testing
import Timeline

/// Goal: fields that are there are read, or named; never overlooked. Method: tables of what real services send, and faults on every response.
@Suite struct DialectRecognitionTests {
    private static func responses(_ lines: [String], status: Int = 200, count: Int = 5) throws -> [Response] {
        try (0..<count).map { _ in Response(status: status, fields: try lines.map(DialectTests.line)) }
    }

    /// Field lines, and the dialect.
    static let known: [([String], String)] = [
        (["ratelimit-limit: 20;w=3", "ratelimit-remaining: 19;w=3", "docker-ratelimit-source: 127.0.0.1"], "docker"),
        (["x-rate-limit-limit: 3s", "x-rate-limit-remaining: 19", "x-rate-limit-reset: 2026-11-30T10:02:21.6567371Z"], "aspnetcoreratelimit"),
        (["x-rate-limit-limit: 20", "x-rate-limit-remaining: 19", "x-rate-limit-reset: 2026-11-30T10:02:21Z"], "x-rate-limit-timestamp"),
        (["ratelimit-limit: 20", "ratelimit-remaining: 19", "ratelimit-reset: 1764000060000"], "ratelimit-epoch-ms"),
        // A fault on every response: the dialect is that of the same fields without it.
        (["x-ratelimit-limit: 20", "x-ratelimit-limit: 20", "x-ratelimit-remaining: 19", "x-ratelimit-remaining: 19", "x-ratelimit-reset: 1764000060",
          "x-ratelimit-reset: 1764000060"], "x-ratelimit-epoch"),
        (["x-ratelimit-limit: 20, 20", "x-ratelimit-remaining: 19, 19", "x-ratelimit-reset: 1764000060, 1764000060"], "x-ratelimit-epoch"),
        (["ratelimit-limit: 20", "ratelimit-remaining: 19", "ratelimit-reset: 2.5"], "ratelimit-draft-06"),
        (["x-rate-limit-limit: 20", "x-rate-limit-remaining: 19", "x-rate-limit-reset: 1764000060.5"], "x-rate-limit-epoch"),
        (["x-ratelimit-limit: 20.0", "x-ratelimit-remaining: 19.0", "x-ratelimit-reset: 1764000060"], "x-ratelimit-epoch"),
        (["ratelimit: \"a\";r=19.5;t=3", "ratelimit-policy: \"a\";q=20;w=3"], "ratelimit-draft-08"),
        (["ratelimit: limit=20, remaining=19.5, reset=3"], "ratelimit-draft-07"),
        (["x-ratelimit-limit: 20", "x-ratelimit-reset: 1764000060"], "x-ratelimit-epoch"),
        (["x-ratelimit-remaining: 19", "x-ratelimit-reset: 3"], "x-ratelimit-delta"),
        (["ratelimit-remaining: 19", "ratelimit-reset: 3"], "ratelimit-draft-06"),
        (["x-rate-limit-limit: 20", "x-rate-limit-remaining: 19"], "x-rate-limit-epoch"),
    ]

    @Test("what real services send is recognised, and so is what comes near", arguments: DialectRecognitionTests.known)
    func recognised(lines: [String], id: String) throws {
        #expect(DialectDetector.recognise(try Self.responses(lines)).dialect?.id == id)
    }

    /// Field lines, the nearest dialect, and a part of why it does not fit.
    static let unknown: [([String], String?, String)] = [
        (["x-rate-limit-limit: 20 per 3 s", "x-rate-limit-remaining: 19", "x-rate-limit-reset: 1764000060"], "x-rate-limit-epoch", "a whole number in X-Rate-Limit-Limit"),
        (["x-ratelimit-limit: 20", "x-ratelimit-remaining: 19", "x-ratelimit-reset: Sun Nov 06 2026 08:49:37 GMT+0000"], "x-ratelimit-epoch", "epoch seconds"),
        (["x-ratelimit-limit: 20", "x-ratelimit-remaining: 19;w=3", "x-ratelimit-reset: 3"], "x-ratelimit-epoch", "no window in X-RateLimit-Remaining"),
        (["x-ratelimit-remaining: 19"], "x-ratelimit-epoch", "no response carries X-RateLimit-"),
        (["x-ratelimit-requests-left: 19", "x-ratelimit-requests-max: 20"], nil, ""),
        (["ratelimit: 20"], "ratelimit-draft-07", "members in RateLimit"),
    ]

    @Test("what is in no dialect is named, with the nearest and why it does not fit", arguments: DialectRecognitionTests.unknown)
    func named(lines: [String], nearest: String?, obstacle: String) throws {
        guard case .unread(let fields) = DialectDetector.recognise(try Self.responses(lines)) else {
            Issue.record("\(DialectDetector.recognise(try Self.responses(lines)))")
            return
        }
        #expect(fields.nearest?.id == nearest)
        #expect(fields.nearest?.obstacle.contains(obstacle) ?? obstacle.isEmpty, "\(fields.nearest?.obstacle ?? "")")
        for line in lines { #expect(fields.shown.lowercased().contains(line.lowercased())) }
    }

    @Test("no field is no field, and one layer's answers are not the limiter's")
    func others() throws {
        #expect(DialectDetector.recognise([]) == .noFields)
        let bare = try Self.responses(["retry-after: 5", "date: Mon, 24 Nov 2025 16:01:00 GMT"])
        #expect(DialectDetector.recognise(bare) == .noFields)
        let gateway = try Self.responses(["x-ratelimit-limit: 1000", "x-ratelimit-remaining: 5"], status: 503)
        #expect(DialectDetector.recognise(bare + gateway) == .noFields)
        // Two of three names on one answer among many are no dialect of the rest.
        let one = try Self.responses(["x-ratelimit-limit: 1000", "x-ratelimit-remaining: 5"], count: 1)
        #expect(DialectDetector.recognise(bare + one).dialect == nil)
    }

    @Test("a lesser fault is overlooked before a greater one, and a sound dialect before any")
    func order() throws {
        let sound = try Self.responses(["x-ratelimit-limit: 20", "x-ratelimit-remaining: 19", "ratelimit: \"a\";r=19;t=3"])
        #expect(DialectDetector.recognise(sound).dialect?.id == "ratelimit-draft-08")
    }

    @Test("Docker's numbers and AspNetCoreRateLimit's window are read")
    func values() throws {
        let docker = AdviceReading(try Self.responses(Self.known[0].0)[0], try #require(Dialect(id: "docker")?.fields))
        #expect(docker.limit == .number(20) && docker.remaining == .number(19) && docker.policyWindow == .seconds(3))
        let gap = AdviceReading(try Self.responses(["ratelimit-limit: ;w=3", "ratelimit-remaining: ;w=3"])[0], try #require(Dialect(id: "docker")?.fields))
        #expect(gap.limit == .text(";w=3") && gap.remaining == .text(";w=3"))
        let asp = AdviceReading(try Self.responses(Self.known[1].0)[0], try #require(Dialect(id: "aspnetcoreratelimit")?.fields))
        #expect(asp.limit == .absent && asp.remaining == .number(19) && asp.policyWindow == .seconds(3) && asp.resetAt != nil)
    }
}
