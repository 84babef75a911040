import WireFormat

/// An OpenAPI document of version 3, whose parts may stand elsewhere in it.
struct OpenAPIDocument {
    static let place = "the document"
    private static let mostSteps = 32

    let root: JSONValue

    /// Throws: what is no OpenAPI 3.
    init(_ text: String) throws(ImportProblem) {
        root = try DocumentReader.read(text, place: Self.place)
        if let version = root["swagger"] {
            let isTwo = version.plain.hasPrefix("2")
            throw ImportProblem(what: isTwo ? "it is Swagger 2.0" : "it is Swagger, before OpenAPI", place: Self.place,
                                remedy: "Convert it to OpenAPI 3, for instance with swagger2openapi.")
        }
        guard let version = root["openapi"]?.plain else {
            throw ImportProblem(what: "it is no OpenAPI document: openapi with its version is missing",
                                place: Self.place,
                                remedy: "Give an OpenAPI 3 document in JSON or YAML.")
        }
        guard version == "3" || version.hasPrefix("3.") else {
            throw ImportProblem(what: "its version of OpenAPI is not 3.0 or 3.1", place: Self.place,
                                remedy: "Convert it to OpenAPI 3.")
        }
    }

    /// The value itself, or what its `$ref` leads to; members beside the reference are laid over.
    func resolve(_ value: JSONValue, _ place: String) throws(ImportProblem) -> JSONValue {
        var value = value
        var beside: [JSONValue.Member] = []
        var seen: Set<String> = []
        for _ in 0..<Self.mostSteps {
            guard case .string(let reference)? = value["$ref"] else {
                guard value.isObject, !beside.isEmpty else { return value }
                return .object(value.members.filter { old in !beside.contains { $0.name == old.name } } + beside)
            }
            guard seen.insert(reference).inserted else {
                throw ImportProblem(what: "its $ref leads back to itself", place: place,
                                    remedy: "Let one of them be the thing itself.")
            }
            for member in value.members where member.name != "$ref" {
                if !beside.contains(where: { $0.name == member.name }) { beside.append(member) }
            }
            value = try target(of: reference, place)
        }
        throw ImportProblem(what: "its $ref leads over more than \(Self.mostSteps) others", place: place,
                            remedy: "Name the thing itself.")
    }

    /// What a JSON pointer (RFC 6901) in this document names.
    private func target(of reference: String, _ place: String) throws(ImportProblem) -> JSONValue {
        guard reference.hasPrefix("#") else {
            throw ImportProblem(what: "its $ref leads to another file", place: place,
                                remedy: "Put everything into one document, for instance with redocly bundle.")
        }
        let steps = reference.dropFirst().split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        var value = root
        for step in steps {
            let name = Bytes.replacing([("~1", "/"), ("~0", "~")], in: PercentCode.decoded(String(step)))
            let index = Int(name) ?? -1
            guard let next = value[name] ?? (value.items.indices.contains(index) ? value.items[index] : nil) else {
                throw ImportProblem(what: "its $ref names nothing in the document", place: place,
                                    remedy: "Mend the reference, or add what it names.")
            }
            value = next
        }
        return value
    }

    /// A member, resolved.
    func member(_ name: String, of value: JSONValue, _ place: String) throws(ImportProblem) -> JSONValue? {
        guard let member = value[name] else { return nil }
        return try resolve(member, "\(place).\(name)")
    }
}
