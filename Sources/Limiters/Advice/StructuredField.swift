import RawStructuredFieldValues
import Timeline

/// A field value in the syntax of RFC 9651.
enum StructuredField {
    /// Longer values are not parsed: no sound advice is as long, and looking up a parameter takes time with their number.
    static let longest = 4_096

    /// The members of a List in the order given, or nothing where the value is none; several lines are one value (RFC 9651, 4.2).
    static func list(_ lines: [String]) -> [ItemOrInnerList]? {
        parse(lines) { try $0.parseListFieldValue() }
    }

    /// The members of a List that are items.
    static func items(_ lines: [String]) -> [Item]? {
        list(lines)?.compactMap { if case .item(let item) = $0 { item } else { nil } }
    }

    /// The members of a Dictionary that are items, or nothing where the value is none.
    static func dictionary(_ lines: [String]) -> [String: RFC9651BareItem]? {
        parse(lines) { try $0.parseDictionaryFieldValue() }.map { members in
            var items: [String: RFC9651BareItem] = [:]
            for (key, member) in members {
                if case .item(let item) = member { items[key] = item.rfc9651BareItem }
            }
            return items
        }
    }

    private static func parse<Value>(_ lines: [String], as read: (inout StructuredFieldValueParser<[UInt8]>) throws -> Value) -> Value? {
        let bytes = Array(lines.joined(separator: ", ").utf8)
        guard bytes.count <= longest else { return nil }
        var parser = StructuredFieldValueParser(bytes)
        return try? read(&parser)
    }
}

extension RFC9651BareItem {
    /// The whole number, whatever its sign.
    var whole: Int? { if case .integer(let value) = self { Int(value) } else { nil } }

    /// What a message calls it.
    var kind: String {
        switch self {
        case .bool(let value): "the boolean \(value ? "?1" : "?0")"
        case .integer(let value): "the number \(value)"
        case .decimal(let value): "the decimal \(String(value))"
        case .string(let value): "the String \"\(value)\""
        case .undecodedByteSequence: "a byte sequence"
        case .token(let value): "the token \(value)"
        case .date(let value): "the date @\(value)"
        case .displayString: "a display string"
        }
    }
}

extension FieldReading {
    /// A part of a structured value as it would read in a field of its own.
    init(_ item: RFC9651BareItem?) {
        switch item {
        case nil: self = .absent
        case .integer(let value): self = value < 0 ? .signed(Int(value)) : .number(Int(value))
        case .decimal(let value): self = .text(String(value))
        case .string(let value), .token(let value): self = .text(value)
        case .bool, .undecodedByteSequence, .date, .displayString: self = .text(item?.kind ?? "")
        }
    }
}
