/// One exchange of a recording (HAR 1.2); whatever a tool left out is missing.
struct HAREntry {
    let request: JSONValue
    private let response: JSONValue?

    /// Nothing where there is no request.
    init?(_ value: JSONValue) {
        guard let request = value["request"], request.isObject else { return nil }
        self.request = request
        response = value["response"]
    }

    var url: String { request["url"]?.text ?? "" }
    var isHTTP: Bool { ["http", "https"].contains(WebAddress.scheme(of: url).lowercased()) }

    /// What a script asks for is answered with JSON.
    var answersJSON: Bool { response?["content"]?["mimeType"]?.text?.lowercased().contains("json") == true }

    var headers: [EndpointDraft.Header] {
        request["headers"]?.items.compactMap { header in
            guard let name = header["name"]?.text else { return nil }
            return EndpointDraft.Header(name, header["value"]?.plain ?? "")
        } ?? []
    }

    /// Name and value of each, where the tool lists them.
    var cookies: [String] {
        request["cookies"]?.items.compactMap { cookie in
            guard let name = cookie["name"]?.text else { return nil }
            return "\(name)=\(cookie["value"]?.plain ?? "")"
        } ?? []
    }
}
