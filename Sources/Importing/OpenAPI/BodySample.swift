/// The body of an operation's request.
struct BodySample {
    private(set) var text: String?
    /// Of the body; nothing without one.
    private(set) var type: String?
    private(set) var notes: [String] = []

    init(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem) {
        let place = "\(operation.place).requestBody"
        guard let body = try document.member("requestBody", of: operation.value, operation.place) else { return }
        let types = body["content"]?.members ?? []
        guard let chosen = types.first(where: { Self.essence($0.name) == "application/json" })
            ?? types.first(where: { Self.mayBeJSON(Self.essence($0.name)) }) else {
            if let other = types.first {
                notes.append("The body was left out: it is \(other.name), and only JSON is made up. Add request.body.")
            }
            return
        }
        let media = try document.resolve(chosen.value, "\(place).content.\(chosen.name)")
        var sample = SchemaSample(document)
        var value = media["example"]
        if value == nil, let first = media["examples"]?.members.first {
            value = try document.resolve(first.value, "\(place).examples.\(first.name)")["value"]
        }
        if value == nil, let schema = media["schema"] { value = try sample.make(schema, "body") }
        notes += sample.notes
        guard let value else {
            notes.append("The body was left out: the document describes none. Add request.json.")
            return
        }
        if sample.isInvented {
            notes.append("The body is made up from its schema: put in values that the API accepts.")
        }
        type = chosen.name.contains("*") ? "application/json" : chosen.name
        // An example may be JSON that was written down as a text.
        if case .string(let given) = value, JSONReader.isValid(given), given.contains("{") {
            text = given
        } else {
            text = value.json
        }
    }

    private static func mayBeJSON(_ type: String) -> Bool {
        type.hasSuffix("+json") || ["*/*", "application/*"].contains(type)
    }

    private static func essence(_ type: String) -> String {
        CredentialSearch.trimmed(type.prefix { $0 != ";" }).lowercased()
    }
}
