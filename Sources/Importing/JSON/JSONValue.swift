import WireFormat

/// A value of a JSON or YAML document; members keep their order, and numbers their spelling.
package enum JSONValue: Equatable, Sendable {
    case null
    case bool(Bool)
    case number(String)
    case string(String)
    case array([JSONValue])
    case object([Member])

    package struct Member: Equatable, Sendable {
        package var name: String
        package var value: JSONValue

        package init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    package subscript(_ name: String) -> JSONValue? { members.last { $0.name == name }?.value }

    package var members: [Member] { if case .object(let members) = self { members } else { [] } }
    package var items: [JSONValue] { if case .array(let items) = self { items } else { [] } }
    package var text: String? { if case .string(let text) = self { text } else { nil } }
    package var flag: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var isObject: Bool { if case .object = self { true } else { false } }

    package var number: Double? { if case .number(let text) = self { Double(text) } else { nil } }
    package var whole: Int? { number.flatMap { Int(exactly: $0) } }

    /// What a path, a query or a header shows of it.
    package var plain: String {
        switch self {
        case .string(let text), .number(let text): text
        case .array(let items): items.map(\.plain).joined(separator: ",")
        default: json
        }
    }

    /// JSON on one line.
    package var json: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): "\"\(text.escapedForJSON)\""
        case .array(let items): "[\(items.map(\.json).joined(separator: ", "))]"
        case .object(let members):
            "{\(members.map { "\"\($0.name.escapedForJSON)\": \($0.value.json)" }.joined(separator: ", "))}"
        }
    }
}
