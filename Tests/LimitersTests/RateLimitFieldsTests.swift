import Limiters
import Testing
import Timeline

/// Goal: the draft's fields are read leniently, and every fault is named. Method: the draft's own examples and a table of faults.
@Suite struct RateLimitFieldsTests {
    private static func read(_ limit: [String], _ policy: [String] = [], _ others: [FieldLine] = []) -> RateLimitFields {
        let lines = limit.map { FieldLine("ratelimit", $0) } + policy.map { FieldLine("ratelimit-policy", $0) }
        return RateLimitFields(Response(status: 200, fields: lines + others))
    }

    @Test("sound items are read whole")
    func items() {
        let read = Self.read([#""default";r=50;t=30, "daily";r=800"#],
                             [#""default";q=100;w=60;pk=:YWJj:;x=?0"#, #""daily";q=1000;w=86400;qu="requests""#])
        #expect(read.shape == .items)
        #expect(read.problems.isEmpty)
        #expect(read.policies.map(\.name) == ["default", "daily"])
        #expect(read.policies.map(\.quota) == [100, 1_000])
        #expect(read.policies.map(\.window) == [.seconds(60), .seconds(86_400)])
        #expect(read.policies.map(\.unit) == [nil, "requests"])
        #expect(read.limits.map(\.name) == ["default", "daily"])
        #expect(read.limits.map(\.remaining) == [50, 800])
        #expect(read.limits.map(\.resetIn) == [.seconds(30), nil])
    }

    @Test("each field may come without the other")
    func alone() {
        #expect(Self.read([#""default";r=50"#]).problems.isEmpty)
        #expect(Self.read([], [#""default";q=50"#]).problems.isEmpty)
        #expect(Self.read([], [#""default";q=50"#]).shape == .items)
    }

    @Test("a token for a name is a fault that hides nothing")
    func tokens() {
        let read = Self.read(["default;r=50;t=30"], ["default;q=100;w=10"])
        #expect(read.shape == .items)
        #expect(read.policies == [RateLimitFieldsTests.policy("default", 100, 10)])
        #expect(read.limits.first?.remaining == 50)
        #expect(read.problems.count == 2)
        #expect(read.problems.allSatisfy { $0.contains("item is not a String but the token default") })
    }

    private static func policy(_ name: String, _ quota: Int, _ window: Int) -> RateLimitFields.Policy {
        var policy = read([], ["\"any\";q=1"]).policies[0]
        (policy.name, policy.quota, policy.window) = (name, quota, .seconds(window))
        return policy
    }

    @Test("older shapes are recognised")
    func older() {
        let seven = Self.read(["limit=100, remaining=50, reset=30"], ["100;w=60"])
        #expect(seven.shape == .dictionary && seven.problems.isEmpty)
        #expect(seven.policies == [Self.policy("", 100, 60)])
        #expect(seven.limits.first?.remaining == 50 && seven.limits.first?.resetIn == .seconds(30))
        let six = Self.read([], ["100;w=60, 1000;w=3600"], [FieldLine("ratelimit-limit", "100")])
        #expect(six.shape == .separate && six.problems.isEmpty)
        #expect(six.policies.map(\.quota) == [100, 1_000])
        #expect(Self.read([], ["100;w=60"]).shape == .separate)
        #expect(Self.read([]).shape == .absent)
        #expect(Self.read([], [], [FieldLine("x-ratelimit-limit", "100")]).shape == .absent)
    }

    /// RateLimit, RateLimit-Policy, and words that stand in the one problem.
    static let faulty: [(String?, String?, [String])] = [
        (#""default";r=50;"#, nil, ["RateLimit is no List"]), (#""default;r=50"#, nil, ["RateLimit is no List"]),
        ("", nil, ["RateLimit is empty"]),
        (nil, #""default";q=100,"#, ["RateLimit-Policy is no List"]), (nil, "", ["RateLimit-Policy is empty"]),
        (String(repeating: "a,", count: 4_000) + "a", nil, ["RateLimit is no List"]),
        (#""default""#, nil, ["r is missing"]), (#""default";r=-1"#, nil, ["r is the number -1"]), (#""default";r="5""#, nil, ["r is the String"]),
        (#""default";r=1;t=-1"#, nil, ["t is the number -1"]), (#""default";r=1;t=1.5"#, nil, ["t is the decimal 1.5"]),
        (#""a";r=1, ("b" "c");r=1"#, nil, ["RateLimit, item 2", "inner list"]), ("5;r=1", nil, ["item is not a String but the number 5"]),
        (nil, #""default";w=60"#, ["q is missing"]), (nil, #""default";q=-1"#, ["q is the number -1"]),
        (nil, #""default";q"#, ["q is the boolean ?1"]),
        (nil, #""default";q=1;w=0"#, ["w is the number 0, not a positive"]), (nil, #""default";q=1;w=1.5"#, ["w is the decimal 1.5"]),
        (#""default";r=101"#, #""default";q=100"#, ["r of \"default\" is 101", "quota of 100"]),
        (#""burst";r=1"#, #""default";q=100"#, ["\"burst\" names no policy"]),
        ("limit=100, remaining=101, reset=1", nil, ["remaining is 101, more than the limit of 100"]),
        ("limit=100, remaining=-1, reset=1", nil, ["remaining is the number -1"]),
        ("limit=100, remaining=1, reset=1", "-5;w=60", ["RateLimit-Policy: quota is the number -5"]),
        ("limit=100, remaining=1", nil, ["reset is missing"]),
        (#""default";r=1"#, "100;w=60", ["as the drafts up to 07 have it"]),
    ]

    @Test("each fault is named once", arguments: RateLimitFieldsTests.faulty)
    func faults(limit: String?, policy: String?, words: [String]) throws {
        let read = Self.read([limit].compactMap { $0 }, [policy].compactMap { $0 })
        #expect(read.problems.count == 1)
        let problem = try #require(read.problems.first)
        for word in words { #expect(problem.contains(word)) }
    }
}
