import Limiters
import Yams

/// Reads `contract.dialect`: a name of the catalogue, or a description of fields that nobody else has.
struct DialectReader {
    let field: Field

    /// Nothing for a dialect that is to be recognised from the responses.
    func read() -> Dialect? {
        if field.node?.mapping != nil { return described() }
        let dialects: [(name: String, value: Dialect?)] = [("auto", nil)] + Dialect.catalog.map { ($0.id, $0) }
        return field.choice(dialects, default: .some(.xRateLimitEpoch)) ?? .xRateLimitEpoch
    }

    private func described() -> Dialect {
        field.allow(["limit", "remaining", "reset", "reset_kind"])
        let limit = name("limit", isRequired: false), remaining = name("remaining", isRequired: true), reset = name("reset", isRequired: false)
        let kind = resetKind(reset)
        let names = [limit, remaining, reset].compactMap(\.self)
        if Set(names).count < names.count {
            field.report("one field cannot be two parts of the advice", "Name a field for each part, or leave out the part that is not sent.")
        }
        let shown = names.joined(separator: ", ") + (reset == nil ? "" : " as \(kind.rawValue)")
        return Dialect(id: "described: \(shown)", title: shown,
                       fields: Dialect.Fields(limit: limit, remaining: remaining, reset: reset, shape: .separate, resetKind: kind))
    }

    private func resetKind(_ reset: String?) -> Dialect.ResetKind {
        let kinds = Dialect.ResetKind.allCases.filter { $0 != .none }.map { (name: $0.name, value: $0) }
        guard field["reset"].isPresent else {
            if field["reset_kind"].isPresent { field["reset_kind"].report("there is no reset to count", "Add reset with the name of its field.") }
            return .none
        }
        // A guess would make sound resets wrong ones.
        return field["reset_kind"].choice(kinds) ?? (reset == nil ? .none : .epochSeconds)
    }

    /// Fields that mean something else wherever they stand.
    private static let taken: Set<String> = ["date", "age", "retry-after", "content-length", "content-type", "connection", "transfer-encoding"]

    /// A field name (RFC 9110, 5.1) in lower case.
    private func name(_ part: String, isRequired: Bool) -> String? {
        guard isRequired || field[part].isPresent, let text = field[part].text() else { return nil }
        let isToken = (1...64).contains(text.utf8.count) && text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
        if !isToken {
            field[part].report("\"\(text)\" is no name of a header field", "Write it as the responses carry it, such as X-Foo-Limit.")
        } else if Self.taken.contains(text.lowercased()) {
            field[part].report("the field \(text) means something else", "Name the field that carries the \(part).")
        }
        return text.lowercased()
    }
}
