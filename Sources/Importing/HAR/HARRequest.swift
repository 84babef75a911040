import WireFormat

/// What an entry of a recording sent.
struct HARRequest {
    private let entry: HAREntry
    private let place: String

    init(_ entry: HAREntry, _ place: String) {
        self.entry = entry
        self.place = place
    }

    /// Fields that belong to the connection or the browser.
    private static let dropped: Set<String> = [
        "host", "content-length", "connection", "keep-alive", "accept-encoding", "user-agent", "origin", "referer",
        "te", "trailer", "transfer-encoding", "upgrade", "upgrade-insecure-requests", "expect", "priority",
        "dnt", "alt-used",
        "proxy-connection",
    ]
    /// Fields with which the answer may be empty.
    private static let conditional: Set<String> = ["if-none-match", "if-modified-since", "if-match",
                                                   "if-unmodified-since", "if-range"]

    func seen() throws(ImportProblem) -> SeenRequest {
        let address: WebAddress
        do throws(WebAddress.Malformed) { address = try WebAddress(entry.url) } catch {
            throw ImportProblem(what: error.what, place: "\(place), request.url", remedy: error.remedy)
        }
        let method = entry.request["method"]?.text ?? "GET"
        guard SeenRequest.isToken(method) else {
            throw ImportProblem(what: "the method is none", place: "\(place), request.method",
                                remedy: "Choose another entry.")
        }
        var request = SeenRequest(method: method, address: address)
        for header in entry.headers {
            let name = header.name.lowercased()
            guard !Self.dropped.contains(name), !name.hasPrefix("sec-"), !name.hasPrefix(":") else { continue }
            guard !Self.conditional.contains(name) else {
                request.notes.append("The header \(header.name) was left out: the answer would depend on what "
                    + "the browser had.")
                continue
            }
            guard !header.value.isEmpty else { continue }
            request.headers.append(header)
        }
        if request.header("Cookie") == nil, !entry.cookies.isEmpty {
            request.headers.append(EndpointDraft.Header("Cookie", entry.cookies.joined(separator: "; ")))
        }
        try addBody(to: &request)
        return request
    }

    private func addBody(to request: inout SeenRequest) throws(ImportProblem) {
        guard let data = entry.request["postData"], data.isObject else { return }
        let type = data["mimeType"]?.text ?? request.header("Content-Type") ?? ""
        guard !type.lowercased().hasPrefix("multipart/") else {
            throw ImportProblem(what: "its body is multipart, which is not supported",
                                place: "\(place), request.postData",
                                remedy: "Choose another entry, or write a profile with a JSON body.")
        }
        guard let text = try text(data), !text.isEmpty else { return }
        request.body = .text(text)
        if !type.isEmpty, request.header("Content-Type") == nil {
            request.headers.append(EndpointDraft.Header("Content-Type", type))
        }
    }

    /// The text, or what its parameters make.
    private func text(_ data: JSONValue) throws(ImportProblem) -> String? {
        if let text = data["text"]?.text, !text.isEmpty {
            guard data["encoding"]?.text?.lowercased() == "base64" else { return text }
            guard let decoded = Base64.decode(text) else {
                throw ImportProblem(what: "its body is binary, which a profile cannot write",
                                    place: "\(place), request.postData",
                                    remedy: "Save the body to a file, and write file: and its name in the profile.")
            }
            return decoded
        }
        let parameters = data["params"]?.items ?? []
        guard !parameters.isEmpty else { return nil }
        guard !parameters.contains(where: { $0["fileName"] != nil }) else {
            throw ImportProblem(what: "its body has a file, which is not supported",
                                place: "\(place), request.postData",
                                remedy: "Choose another entry, or write a profile with a JSON body.")
        }
        return parameters.map {
            "\(Self.encoded($0["name"]?.plain ?? ""))=\(Self.encoded($0["value"]?.plain ?? ""))"
        }.joined(separator: "&")
    }

    /// Tools differ in whether they decode.
    private static func encoded(_ text: String) -> String {
        PercentCoding.form(PercentCode.decoded(text, plusIsSpace: true))
    }
}
