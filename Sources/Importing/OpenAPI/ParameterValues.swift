import Endpoints

/// The values of an operation's parameters.
struct ParameterValues {
    private(set) var path: String
    private(set) var query: [String] = []
    private(set) var headers: [EndpointDraft.Header] = []
    private(set) var notes: [String] = []
    /// A required parameter that looks like a key.
    private(set) var key: EndpointDraft.Credential?

    private let document: OpenAPIDocument

    init(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem) {
        self.document = document
        path = operation.path
        for (parameter, place) in try Self.parameters(document, operation) { try add(parameter, place) }
        try fillRest()
    }

    /// Those of the operation replace those of the path.
    private static func parameters(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem)
        -> [(JSONValue, String)] {
        var all: [(value: JSONValue, place: String)] = []
        for (list, place) in [(operation.item["parameters"], "paths.\(operation.path)"),
                              (operation.value["parameters"], operation.place)] {
            for (index, item) in (list?.items ?? []).enumerated() {
                let place = "\(place).parameters.\(index)"
                let parameter = try document.resolve(item, place)
                all.removeAll { $0.value["name"] == parameter["name"] && $0.value["in"] == parameter["in"] }
                all.append((parameter, place))
            }
        }
        return all
    }

    private mutating func add(_ parameter: JSONValue, _ place: String) throws(ImportProblem) {
        guard let name = parameter["name"]?.text, let kind = parameter["in"]?.text else { return }
        guard kind == "path" || parameter["required"]?.flag == true else { return }
        if kind == "header", ["accept", "content-type", "authorization"].contains(name.lowercased()) { return }
        if let credential = Self.credential(kind, name) {
            key = key ?? credential
            return notes.append("The \(kind) parameter \(name) looks like a key: no value is written for it.")
        }
        var sample = SchemaSample(document)
        let example = try given(parameter, place)
        let value = if let example { example } else { try made(parameter, place, &sample) }
        notes += sample.notes
        if sample.isInvented {
            notes.append("The \(kind) parameter \(name) is set to \(Slot.template(value.plain)): the document "
                + "gives no example.")
        }
        switch kind {
        case "path": path = Bytes.replacing([("{\(name)}", PercentCoding.encode(value.plain))], in: path)
        case "query" where parameter["explode"]?.flag != false && !value.items.isEmpty:
            query += value.items.map { "\(PercentCoding.encode(name))=\(PercentCoding.encode($0.plain))" }
        case "query": query.append("\(PercentCoding.encode(name))=\(PercentCoding.encode(value.plain))")
        case "header": headers.append(EndpointDraft.Header(name, value.plain))
        case "cookie": headers.append(EndpointDraft.Header("Cookie", "\(name)=\(value.plain)"))
        default: break
        }
    }

    private static func credential(_ kind: String, _ name: String) -> EndpointDraft.Credential? {
        switch kind {
        case "header" where SecretNames.isSecretHeader(name): .header(name: name, prefix: "")
        case "query" where SecretNames.isSecretQuery(name): .query(name)
        case "cookie" where SecretNames.isSecretCookie(name): .cookie(name)
        default: nil
        }
    }

    /// The parameter's own example.
    private func given(_ parameter: JSONValue, _ place: String) throws(ImportProblem) -> JSONValue? {
        if let example = parameter["example"] { return example }
        guard let first = parameter["examples"]?.members.first else { return nil }
        return try document.resolve(first.value, "\(place).examples.\(first.name)")["value"]
    }

    private func made(_ parameter: JSONValue, _ place: String, _ sample: inout SchemaSample) throws(ImportProblem)
        -> JSONValue {
        let schema = parameter["schema"] ?? parameter["content"]?.members.first?.value["schema"] ?? .object([])
        return try sample.make(schema, "\(place).schema") ?? .string("example")
    }

    /// Parts of the path that no parameter describes.
    private mutating func fillRest() throws(ImportProblem) {
        for _ in 0..<20 {
            guard let open = path.firstIndex(of: "{"), let close = path[open...].firstIndex(of: "}") else { return }
            let name = path[path.index(after: open)..<close]
            notes.append("The path parameter \(name) is set to 1: the document does not describe it.")
            path.replaceSubrange(open...close, with: "1")
        }
    }
}
