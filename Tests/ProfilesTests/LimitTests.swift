import Conformance
import Limiters
import Profiles
import Testing
import Timeline

/// Goal: limits are read as they are meant, and mistakes get their place. Method: texts in, contracts or problems out.
@Suite struct LimitTests {
    private static func text(_ contract: String) -> String { "name: a\ntarget: { kind: mock }\ncontract: \(contract)" }

    private func contract(_ text: String) throws -> Contract { try Profile(yaml: Self.text(text), file: "p.yaml").contract }

    private func problems(_ text: String) -> [String] {
        do throws(ProfileError) {
            _ = try Profile(yaml: Self.text(text), file: "p.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("quota and window alone are one fixed window, as ever")
    func shortForm() throws {
        for text in ["{ quota: 20, window: 4s }", "{ quota: 20, window: 4s, algorithm: fixed-window }", "{ limits: [ { quota: 20, window: 4s } ] }"] {
            let contract = try contract(text)
            #expect(contract.promisesWindows && contract.quota == 20 && contract.window == .seconds(4), "\(text)")
        }
    }

    @Test("a bucket is a capacity and a refill, or a quota that comes back in a window")
    func bucket() throws {
        let contract = try contract("{ algorithm: token-bucket, capacity: 10, refill: 5/s }")
        #expect(contract.limits == [.bucket(capacity: 10, refill: 5, per: .seconds(1))] && contract.quota == 10 && contract.window == .seconds(2))
        #expect(try self.contract("{ algorithm: gcra, quota: 10, window: 2s }").limits == contract.limits)
        #expect(try self.contract("{ algorithm: leaky-bucket, refill: 2/s }").limits == [.bucket(capacity: 1, refill: 2, per: .seconds(1))])
        let granular = try self.contract("{ algorithm: token-bucket, capacity: 10, refill: 5/s, at_once: 5 }")
        #expect(granular.limits[0].tokensAtOnce == 5 && granular.limits[0].step == .seconds(1))
    }

    @Test("several limits are in force at once, each with its own scope; the shortest window leads")
    func several() throws {
        let contract = try contract("""
            { scope: key, limits: [
                { name: hour, algorithm: sliding-log, quota: 1000, window: 1h },
                { name: burst, algorithm: token-bucket, capacity: 10, refill: 5/s },
                { name: all, quota: 500, window: 1m, scope: everyone, anchoring: epoch, counts: all } ] }
            """)
        #expect(contract.limits.map(\.name) == ["hour", "burst", "all"] && contract.quota == 10 && contract.window == .seconds(2))
        #expect(contract.limits.map(\.scope) == [.key, .key, .everyone] && contract.limits[2].isAtEpoch && contract.limits[2].countsRefused)
        #expect(contract.memory == .seconds(3_600) && contract.quotas == [10, 500, 1_000])
    }

    @Test("mistakes are told once, with their place", arguments: [
        ("{ limits: [] }", "limits is empty"), ("{ algorithm: token-bucket, capacity: 10 }", "refill is missing"),
        ("{ algorithm: token-bucket, refill: 5/s }", "capacity is missing"), ("{ algorithm: sliding-log, capacity: 3, quota: 2, window: 4s }", "has no capacity"),
        ("{ algorithm: sliding-log, quota: 2 }", "window is missing"), ("{ algorithm: sliding-log, quota: 2, window: 4s, anchoring: epoch }", "no windows that begin"),
        ("{ quota: 2, limits: [ { quota: 2, window: 4s } ] }", "both say what is promised"),
        ("{ limits: [ { name: a, quota: 2, window: 4s }, { name: a, quota: 3, window: 9s } ] }", "two limits are called"),
        ("{ limits: [ { algorithm: bucket, quota: 2, window: 4s } ] }", "one of fixed-window"), ("{ limits: [ { quota: 2, windw: 4s } ] }", "Did you mean"),
        ("{ algorithm: token-bucket, capacity: 10, refill: 5/s, at_once: 11 }", "at_once"),
    ])
    func mistakes(text: String, said: String) {
        let found = problems(text)
        #expect(found.contains { $0.contains(said) && $0.hasPrefix("p.yaml") }, "\(text): \(found)")
    }
}
