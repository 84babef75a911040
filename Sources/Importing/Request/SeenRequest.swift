import Endpoints

/// A request as a curl line, a document or a recording has it, secrets included; slots and variables are marks.
struct SeenRequest {
    enum Body: Equatable {
        case text(String)
        case file(String)
    }

    var method: String
    var address: WebAddress
    var headers: [EndpointDraft.Header] = []
    /// `user:password` that was given apart from the address.
    var user: String?
    var body: Body?
    var target = EndpointDraft.Target()
    var notes: [String] = []
    /// Where a document says that the key is carried; then nothing is searched for.
    var stated: EndpointDraft.Credential?

    init(method: String, address: WebAddress) {
        self.method = method
        self.address = address
    }

    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }

    /// Without anything secret but in `secrets`, where a variable may still be a mark.
    func draft() -> EndpointDraft {
        var seen = self
        seen.tidyMethod()
        seen.tidyHeaders()
        let search = CredentialSearch(seen)
        let chosen = stated == nil ? search.candidates.firstIndex { $0.credential != .none } : nil
        var others = search.candidates
        let candidate = chosen.map { others.remove(at: $0) }
        seen.notes += search.notes + Self.notes(on: others, besides: stated)
        let removal = SecretRemoval(key: candidate?.secret, others: others.map(\.secret))

        let query = search.query.isEmpty ? "" : "?" + search.query.joined(separator: "&")
        let path = Slot.template(removal.clean(seen.address.path + query))
        if PathSecrets.isIn(path) {
            seen.notes.append("The path has a part that looks like a secret, and is written as given: replace it "
                + "before you pass the profile on.")
        }
        var headers = search.headers
        if !search.cookies.isEmpty {
            headers.append(EndpointDraft.Header("Cookie", search.cookies.joined(separator: "; ")))
        }
        headers = headers.map { EndpointDraft.Header($0.name, Slot.template(removal.clean($0.value))) }
        let body = seen.finished(removal, &headers)
        if let secret = candidate?.secret, secret.utf8.count >= 8, address.host.contains(secret.lowercased()) {
            seen.notes.append("The host name holds the key, and stays as it is.")
        }
        let name = ProfileName.make(host: address.host, path: path)
        var draft = EndpointDraft(name: name, url: address.origin, path: path, method: seen.method,
                                  headers: headers, body: body,
                                  credential: stated ?? candidate?.credential ?? .none, target: target,
                                  notes: seen.notes)
        if let secret = candidate?.secret, !secret.isEmpty { draft.keep(secret) }
        return draft
    }

    private static func notes(on others: [CredentialSearch.Candidate], besides stated: EndpointDraft.Credential?)
        -> [String] {
        others.filter { $0.credential != stated || stated == nil }.map {
            "The value of \($0.place) was left out, because it looks like a secret: \($0.remedy)."
        }
    }

    private mutating func tidyMethod() {
        let upper = method.uppercased()
        guard upper != method, ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(upper) else {
            return
        }
        notes.append("The method \(method) is written as \(upper): methods tell case apart.")
        method = upper
    }

    /// A mapping has each name once, and some fields follow from the rest.
    private mutating func tidyHeaders() {
        var tidy: [EndpointDraft.Header] = []
        for header in headers {
            let name = header.name.lowercased()
            guard !["content-length", "transfer-encoding", "connection", "keep-alive", "host"].contains(name) else {
                continue
            }
            let isBroken = header.value.utf8.contains { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }
            guard Self.isToken(name), !isBroken else {
                notes.append("A header was left out: its name or value has characters that no header may have.")
                continue
            }
            if let index = tidy.firstIndex(where: { $0.name.lowercased() == name }) {
                tidy[index].value += (name == "cookie" ? "; " : ", ") + header.value
                if name != "cookie" {
                    notes.append("The header \(header.name) is sent once, with its values joined by commas.")
                }
            } else {
                tidy.append(header)
            }
        }
        headers = tidy
    }

    /// A field name (RFC 9110, 5.1).
    static func isToken(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy {
            $0.isDigit || $0.isLetter || "!#$%&'*+-.^_`|~".utf8.contains($0)
        }
    }

    private mutating func finished(_ removal: SecretRemoval, _ headers: inout [EndpointDraft.Header])
        -> EndpointDraft.Body? {
        guard let body else { return nil }
        guard method != "GET", method != "HEAD" else {
            notes.append("The body was left out: a profile sends none with \(method).")
            headers.removeAll { $0.name.lowercased() == "content-type" }
            return nil
        }
        guard case .text(let text) = body else {
            if case .file(let path) = body { return .file(path) }
            return nil
        }
        let template = Slot.template(removal.clean(text))
        let type = headers.first { $0.name.lowercased() == "content-type" }?.value.lowercased() ?? ""
        let secrets = BodySecrets.names(in: text)
        if !secrets.isEmpty {
            notes.append("The body has \(secrets.joined(separator: ", ")), written as given: replace secrets "
                + "before you pass the profile on.")
        }
        let isJSON = JSONReader.isValid(template)
        guard type.contains("json") else {
            if isJSON, template.hasPrefix("{") || template.hasPrefix("[") {
                notes.append("The body looks like JSON, and is sent as "
                    + "\(type.isEmpty ? "it is, without a type" : type), as it was given.")
            }
            return .text(template)
        }
        guard isJSON else {
            notes.append("The body is said to be JSON and is none: it is sent as text.")
            return .text(template)
        }
        if type == "application/json" { headers.removeAll { $0.name.lowercased() == "content-type" } }
        return .json(template)
    }
}

extension EndpointDraft {
    /// A secret that is one variable of the shell is left to the environment.
    fileprivate mutating func keep(_ secret: String) {
        guard let name = ShellVariable.name(of: secret) else {
            secrets = [secret]
            if secret.contains(where: { $0 == "," || $0.isWhitespace }) {
                notes.append("The key holds a comma or white space, which part the keys of \(environment): it "
                    + "cannot stand there.")
            }
            return
        }
        if ShellVariable.isAccepted(name) {
            environment = name
        } else {
            notes.append("The variable \(name) is not in capitals. Before the run: export "
                + "\(environment)=\"$\(name)\".")
        }
    }
}
