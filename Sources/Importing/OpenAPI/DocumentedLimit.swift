/// What the document says of its limiter.
struct DocumentedLimit {
    private(set) var quota: Int?
    private(set) var windowSeconds: Int?
    private(set) var notes: [String] = []

    init(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem) {
        let responses = operation.value["responses"]?.members ?? []
        var fields: [(name: String, value: JSONValue)] = []
        var hasLimit = false
        for code in ["429", "200", "201", "202", "204", "2XX"] {
            guard let response = responses.first(where: { $0.name == code }) else { continue }
            if code == "429" { hasLimit = true }
            let place = "\(operation.place).responses.\(code)"
            let headers = try document.resolve(response.value, place)["headers"]?.members ?? []
            for header in headers where Self.isOfLimiter(header.name) {
                guard !fields.contains(where: { $0.name.lowercased() == header.name.lowercased() }) else { continue }
                fields.append((header.name, try document.resolve(header.value, "\(place).headers.\(header.name)")))
            }
        }
        if hasLimit || !fields.isEmpty {
            let names = fields.isEmpty ? "without rate-limit fields"
                : "with fields \(fields.map(\.name).joined(separator: ", "))"
            notes.append("The document \(hasLimit ? "documents 429" : "names no 429, but answers") \(names); the "
                + "dialect is recognised from the responses.")
        }
        for (name, header) in fields { try read(name.lowercased(), header, document) }
    }

    private static func isOfLimiter(_ name: String) -> Bool {
        let name = name.lowercased()
        return name.contains("ratelimit") || name.contains("rate-limit") || name == "retry-after"
    }

    /// Only a constant is a promise; an example is not.
    private mutating func read(_ name: String, _ header: JSONValue,
                               _ document: OpenAPIDocument) throws(ImportProblem) {
        let schema = try document.resolve(header["schema"] ?? .object([]), "headers.\(name).schema")
        let choices = schema["enum"]?.items ?? []
        guard let value = schema["const"] ?? (choices.count == 1 ? choices[0] : nil) else { return }
        if name == "x-ratelimit-limit" || name == "x-rate-limit-limit" {
            quota = quota ?? Self.bounded(Int(value.plain))
        }
        guard name == "ratelimit-policy" else { return }
        // As "100;w=60" (draft-ietf-httpapi-ratelimit-headers), or with a name and q=100.
        let parts = value.plain.split { $0 == ";" || $0 == "," }
        for part in parts.map({ CredentialSearch.trimmed($0) }) {
            if part.hasPrefix("w=") { windowSeconds = windowSeconds ?? Self.bounded(Int(part.dropFirst(2))) }
            if part.hasPrefix("q=") { quota = quota ?? Self.bounded(Int(part.dropFirst(2))) }
            if let number = Int(part) { quota = quota ?? Self.bounded(number) }
        }
    }

    private static func bounded(_ value: Int?) -> Int? { value.flatMap { (1...1_000_000).contains($0) ? $0 : nil } }
}
