import Endpoints

/// Where the document says that the key is carried.
struct SecurityChoice {
    private(set) var credential: EndpointDraft.Credential?
    private(set) var notes: [String] = []

    init(_ document: OpenAPIDocument, _ operation: Operation) throws(ImportProblem) {
        let alternatives = (operation.value["security"] ?? document.root["security"])?.items ?? []
        var reasons: [String] = []
        for alternative in alternatives where !alternative.members.isEmpty {
            let names = alternative.members.map(\.name)
            guard let (name, found) = try Self.first(names, document, &reasons) else { continue }
            credential = found
            if let scheme = try Self.scheme(name, document) { notes += Self.notes(on: scheme, name) }
            if names.count > 1 {
                notes.append("The API demands \(names.joined(separator: " and ")) together: only \(name) is "
                    + "taken over.")
            }
            let others = alternatives.count { !$0.members.isEmpty }
            if others > 1 { notes.append("The document allows \(others) ways to authenticate: \(name) is taken.") }
            break
        }
        notes += reasons
    }

    private static func scheme(_ name: String, _ document: OpenAPIDocument) throws(ImportProblem) -> JSONValue? {
        let place = "components.securitySchemes.\(name)"
        guard let value = document.root["components"]?["securitySchemes"]?[name] else { return nil }
        return try document.resolve(value, place)
    }

    private static func first(_ names: [String], _ document: OpenAPIDocument,
                              _ reasons: inout [String]) throws(ImportProblem) -> (String, EndpointDraft.Credential)? {
        for name in names {
            guard let scheme = try scheme(name, document) else {
                reasons.append("The security scheme \(name) is not described in the document.")
                continue
            }
            if let credential = credential(scheme) { return (name, credential) }
            reasons.append(scheme["type"]?.text == "mutualTLS"
                ? "The API demands a certificate (\(name)): set target.certificate and target.certificate_key."
                : "The security scheme \(name) was passed over: its type is unknown.")
        }
        return nil
    }

    private static func credential(_ scheme: JSONValue) -> EndpointDraft.Credential? {
        let name = scheme["name"]?.text ?? ""
        switch (scheme["type"]?.text, scheme["in"]?.text) {
        case ("apiKey", "header") where SeenRequest.isToken(name): return .header(name: name, prefix: "")
        case ("apiKey", "query") where !name.isEmpty: return .query(name)
        case ("apiKey", "cookie") where !name.isEmpty: return .cookie(name)
        case ("oauth2", _), ("openIdConnect", _): return .header(name: "Authorization", prefix: "Bearer ")
        case ("http", _):
            let kind = scheme["scheme"]?.text ?? ""
            if kind.lowercased() == "basic" { return .basic }
            if kind.lowercased() == "bearer" { return .header(name: "Authorization", prefix: "Bearer ") }
            return SeenRequest.isToken(kind) ? .header(name: "Authorization", prefix: kind + " ") : nil
        default: return nil
        }
    }

    private static func notes(on scheme: JSONValue, _ name: String) -> [String] {
        switch scheme["type"]?.text {
        case "oauth2":
            ["\(name) is OAuth 2: get an access token first, one that lasts for the run, and give it as the key."]
        case "openIdConnect":
            ["\(name) is OpenID Connect: get an access token first, one that lasts for the run, and give it as "
                + "the key."]
        case "http" where !["basic", "bearer"].contains(scheme["scheme"]?.text?.lowercased() ?? ""):
            ["\(name) is another scheme than Basic and Bearer: the same value is sent with each request."]
        default: []
        }
    }
}
