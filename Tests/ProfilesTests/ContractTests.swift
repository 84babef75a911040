import Conformance
import Limiters
import Profiles
import Testing

/// Goal: what a contract says of dialects and of where its numbers come from is read, and mistakes get their place. Method: texts in,
/// contracts or problems out.
@Suite struct ContractTests {
    private static func text(_ dialect: String) -> String {
        "name: a\ntarget: { kind: mock }\ncontract: { quota: 20, window: 4s, dialect: \(dialect) }"
    }

    private func problems(_ text: String) -> [String] {
        do throws(ProfileError) {
            _ = try Profile(yaml: text, file: "p.yaml")
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test("a dialect can be described by the names of its fields")
    func describedDialect() throws {
        let fields = "limit: X-Foo-Limit, remaining: X-Foo-Left, reset: X-Foo-Reset"
        let dialect = try Profile(yaml: Self.text("{ \(fields), reset_kind: delta-seconds }"), file: "p.yaml").contract.dialect
        #expect(dialect.fields?.names == ["x-foo-limit", "x-foo-left", "x-foo-reset"] && dialect.fields?.resetKind == .deltaSeconds)
        #expect(try Profile(yaml: Self.text("{ remaining: X-Left }"), file: "p.yaml").contract.dialect.fields?.names == ["x-left"])
        for (described, said) in [
            ("{ \(fields) }", "reset_kind is missing"), ("{ limit: X-Foo-Limit }", "remaining is missing"), ("{ remaining: X A }", "no name of a header field"),
            ("{ remaining: Date }", "means something else"), ("{ remaining: A, limit: a }", "cannot be two parts"), ("{ remaining: A, rest: B }", "unknown field"),
            ("{ remaining: A, reset_kind: timestamp }", "no reset to count"), ("{ \(fields), reset_kind: soon }", "one of epoch-seconds"), ("klingon", "one of auto"),
        ] {
            let found = problems(Self.text(described))
            #expect(found.count == 1 && found[0].contains(said) && found[0].hasPrefix("p.yaml"), "\(described): \(found)")
        }
    }

    @Test("a contract that is to be observed needs no numbers, and with numbers is no longer open")
    func observed() throws {
        let open = try Profile(yaml: "name: a\ntarget: { kind: mock }\ncontract: { observed: true }", file: "p.yaml").contract
        #expect(open.isObserved && open.isOpen)
        let settled = try Profile(yaml: Self.text("x-ratelimit-epoch").replacing("quota:", with: "observed: true, quota:"), file: "p.yaml").contract
        #expect(settled.isObserved && !settled.isOpen && settled.quota == 20)
    }
}
