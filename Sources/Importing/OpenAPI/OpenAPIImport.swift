import Endpoints

/// Reads one operation of an OpenAPI 3.0 or 3.1 document, in JSON or YAML.
package enum OpenAPIImport {
    /// `operation` is an operationId or `METHOD /path`; without it, the document must leave no doubt.
    package static func read(_ text: String, operation name: String?) throws(ImportProblem) -> EndpointDraft {
        let document = try OpenAPIDocument(text)
        let choice = try OperationChoice(document)
        var operation = try choice.choose(name)
        operation.value = try document.resolve(operation.value, operation.place)
        let server = try ServerChoice(document, operation)
        let parameters = try ParameterValues(document, operation)
        let body = try BodySample(document, operation)
        let security = try SecurityChoice(document, operation)
        let limit = try DocumentedLimit(document, operation)

        var address = server.address
        let base = address.path.hasSuffix("/") ? String(address.path.dropLast()) : address.path
        address.path = PercentCoding.mend(base + parameters.path)
        address.query += parameters.query
        address.user = nil
        var request = SeenRequest(method: operation.method, address: address)
        request.headers = parameters.headers
        if let type = body.type { request.headers.append(EndpointDraft.Header("Content-Type", type)) }
        request.body = body.text.map(SeenRequest.Body.text)
        request.stated = security.credential ?? parameters.key ?? EndpointDraft.Credential.none
        request.notes = (name == nil ? choice.notes : []) + server.notes + parameters.notes + body.notes
            + security.notes + limit.notes

        var draft = request.draft()
        if !server.isKnown {
            draft.name = ProfileName.make(host: document.root["info"]?["title"]?.text ?? "api", path: draft.path)
        }
        draft.quota = limit.quota
        draft.windowSeconds = limit.windowSeconds
        return draft
    }
}
