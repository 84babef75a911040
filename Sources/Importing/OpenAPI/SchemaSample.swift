/// Makes a value that fits a schema: what the document gives as an example, else something of the right type.
struct SchemaSample {
    private static let deepest = 16
    private static let mostValues = 2_000
    private static let longest = 1_000

    let document: OpenAPIDocument
    private(set) var notes: [String] = []
    /// True once a value was made up rather than found.
    private(set) var isInvented = false
    private var left = mostValues
    /// The references that are being followed.
    private var references: [String] = []

    init(_ document: OpenAPIDocument) { self.document = document }

    /// Nothing where the schema contains itself, or goes on for too long.
    mutating func make(_ schema: JSONValue, _ place: String) throws(ImportProblem) -> JSONValue? {
        try value(schema, place, Self.deepest)
    }

    private mutating func value(_ schema: JSONValue, _ place: String, _ depth: Int) throws(ImportProblem)
        -> JSONValue? {
        left -= 1
        let followed = references.count
        defer { references.removeLast(references.count - followed) }
        guard depth > 0, left > 0, let schema = try flat(schema, place, depth) else {
            note("The example stops at \(place): its schema contains itself, or is too large.")
            return nil
        }
        if let given = Self.given(schema) { return given }
        for name in ["oneOf", "anyOf"] {
            guard let first = schema[name]?.items.first(where: { $0["type"]?.text != "null" }) else { continue }
            let rest = schema.members.filter { $0.name != name }
            // The first way is laid under what stands beside it.
            return try value(.object([JSONValue.Member("allOf", .array([first, .object(rest)]))]), place, depth - 1)
        }
        return try built(schema, place, depth)
    }

    /// The value that a schema itself names.
    private static func given(_ schema: JSONValue) -> JSONValue? {
        schema["const"] ?? schema["example"] ?? schema["examples"]?.items.first ?? schema["default"]
            ?? schema["enum"]?.items.first
    }

    /// Without `$ref` and `allOf`; nothing where it contains itself.
    private mutating func flat(_ schema: JSONValue, _ place: String, _ depth: Int) throws(ImportProblem)
        -> JSONValue? {
        if let reference = schema["$ref"]?.text {
            guard !references.contains(reference) else { return nil }
            references.append(reference)
        }
        let schema = try document.resolve(schema, place)
        guard let parts = schema["allOf"]?.items else { return schema }
        var members: [JSONValue.Member] = []
        for part in parts + [.object(schema.members.filter { $0.name != "allOf" })] {
            left -= 1
            guard depth > 0, left > 0, let part = try flat(part, place, depth - 1) else { return nil }
            members = Self.merged(members, part.members)
        }
        return .object(members)
    }

    private static func merged(_ lower: [JSONValue.Member], _ upper: [JSONValue.Member]) -> [JSONValue.Member] {
        var result = lower
        for member in upper {
            guard let index = result.firstIndex(where: { $0.name == member.name }) else {
                result.append(member)
                continue
            }
            switch member.name {
            case "properties": result[index].value = .object(merged(result[index].value.members, member.value.members))
            case "required": result[index].value = .array(result[index].value.items + member.value.items)
            default: result[index].value = member.value
            }
        }
        return result
    }

    private mutating func built(_ schema: JSONValue, _ place: String, _ depth: Int) throws(ImportProblem)
        -> JSONValue? {
        let type = schema["type"]?.text ?? schema["type"]?.items.compactMap(\.text).first { $0 != "null" }
        switch type {
        case "object": return try object(schema, place, depth)
        case "array": return try array(schema, place, depth)
        case nil where schema["properties"] != nil: return try object(schema, place, depth)
        case nil where schema["items"] != nil: return try array(schema, place, depth)
        default: break
        }
        isInvented = true
        switch type {
        case "integer", "number": return .number(SampleValues.number(schema))
        case "boolean": return .bool(true)
        case "null": return .null
        default: return .string(string(schema, place))
        }
    }

    /// The required properties; all where none is required.
    private mutating func object(_ schema: JSONValue, _ place: String, _ depth: Int) throws(ImportProblem)
        -> JSONValue {
        let required = Set(schema["required"]?.items.compactMap(\.text) ?? [])
        var members: [JSONValue.Member] = []
        for property in schema["properties"]?.members ?? [] where required.isEmpty
            || required.contains(property.name) {
            guard left > 0 else { break }
            if try document.resolve(property.value, "\(place).\(property.name)")["readOnly"]?.flag == true { continue }
            if let value = try value(property.value, "\(place).\(property.name)", depth - 1) {
                members.append(JSONValue.Member(property.name, value))
            }
        }
        return .object(members)
    }

    private mutating func array(_ schema: JSONValue, _ place: String, _ depth: Int) throws(ImportProblem)
        -> JSONValue {
        let count = min(10, max(1, schema["minItems"]?.whole ?? 1))
        var items: [JSONValue] = []
        for index in 0..<count {
            guard let item = try value(schema["items"] ?? .object([]), "\(place).\(index)", depth - 1) else { break }
            items.append(item)
        }
        return .array(items)
    }

    private mutating func string(_ schema: JSONValue, _ place: String) -> String {
        let text = SampleValues.string(format: schema["format"]?.text)
        if schema["pattern"] != nil {
            note("The value of \(place) is made up, and may not fit the pattern of its schema.")
        }
        guard schema["format"] == nil || text == "example" else { return text }
        let least = min(Self.longest, max(0, schema["minLength"]?.whole ?? 0))
        let padded = text + String(repeating: "x", count: max(0, least - text.count))
        return String(padded.prefix(max(0, schema["maxLength"]?.whole ?? Self.longest)))
    }

    private mutating func note(_ text: String) { if notes.count < 10, !notes.contains(text) { notes.append(text) } }
}
