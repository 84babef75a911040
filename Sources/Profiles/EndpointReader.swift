import Endpoints
import Timeline

/// Reads what a request is and what its answers mean: `endpoint`, `request`, `credential`, `answers` and `variants`.
struct EndpointReader {
    let root: Field

    /// `path` is that of the target's url, with its query; it is the request's where the profile names no other.
    func read(path: String?, bodies: BodyFiles) -> Endpoint? {
        _ = root["endpoint"].choice([("leads", ())], default: ())
        let answers = AnswerReader(root: root["answers"]).read()
        guard root["request"].isPresent else {
            if root["variants"].isPresent {
                root["variants"].report("variants are changes of a request, and the profile has none of its own", "Add request: { method: GET, path: /… }.")
            }
            var endpoint = Endpoint.leads(path: path.map { String($0.prefix { $0 != "?" }) } ?? TargetURL.createPath)
            if let credential = credential() { endpoint.credential = credential }
            endpoint.answers = answers
            endpoint.cleanUp = cleanUp(ofLeads: endpoint.path)
            return endpoint
        }
        if root["endpoint"].isPresent {
            root["endpoint"].report("endpoint: leads and a request of its own exclude each other", "Keep one of them.")
        }
        return request(path, answers, bodies)
    }

    static let methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"]

    private func request(_ given: String?, _ answers: AnswerRules, _ bodies: BodyFiles) -> Endpoint? {
        let field = root["request"]
        field.allow(["method", "path", "headers", "body", "json", "file"])
        let body = bodies.body(field)
        let method = field["method"].isPresent
            ? field["method"].choice(Self.methods.map { ($0, $0) }) : body == nil ? "GET" : "POST"
        let path = field["path"].isPresent ? self.path(field["path"]) : TextTemplate([.text(given ?? "/")])
        if let given, field["path"].isPresent, field["path"].rawText != given {
            root["target"]["url"].report(
                "the url has a path or a query, and request.path says what is asked: that of the url would be dropped",
                "Leave it out of the url, or write it into request.path; --set request.path=null takes the url's.")
        }
        let headers = self.headers(field["headers"])
        let credential = credential() ?? .none
        if credential == .none, hasKeys {
            root["credential"].report("keys are given, and the profile does not say where a request carries its key",
                                      "Add credential: { header: Authorization, prefix: \"Bearer \" }, or remove keys.")
        }
        guard let method, let path else { return nil }
        var endpoint = Endpoint(method: method, path: path, headers: headers, body: body, credential: credential, answers: answers)
        endpoint.variants = VariantReader(root: root["variants"], reader: self, bodies: bodies).read()
        endpoint.cleanUp = cleanUp(ofLeads: nil)
        if endpoint.variant(.duplicate) != nil, !endpoint.namesItsSubject {
            root["variants"].report("the ordinary request is the same each time, so a duplicate is nothing else", "Put ${n} or ${email} into the request.")
        }
        for variant in endpoint.variants {
            guard case .header(let name, _) = credential, variant.headers.contains(where: { $0.name.lowercased() == name.lowercased() }) else { continue }
            root["variants"][variant.name]["headers"].report("the header \(name) is the credential's", "Remove it: the key is put there.")
        }
        if case .header(let name, _) = credential, headers.contains(where: { $0.name.lowercased() == name.lowercased() }) {
            field["headers"].report("the header \(name) is the credential's", "Remove it from request.headers: the key is put there.")
        }
        return endpoint
    }

    private var hasKeys: Bool {
        root["setup"].isPresent || ["from_environment", "file", "command", "pattern"].contains { root["keys"][$0].isPresent }
    }

    // MARK: Parts

    /// A path begins with a slash and has no characters that a request line cannot have.
    func path(_ field: Field) -> TextTemplate? {
        guard let text = field.text(), let template = template(field) else { return nil }
        guard text.hasPrefix("/"), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), !text.contains("#") else {
            field.report("\"\(text)\" is no path", "Begin with a slash, and write blanks and other signs in percent codes: /v1/search?q=a%20b.")
            return nil
        }
        return template
    }

    func headers(_ field: Field) -> [HeaderTemplate] {
        guard field.isPresent else { return [] }
        guard let names = field.names else {
            field.report("headers must be a mapping", "Write Accept: application/json below it.")
            return []
        }
        return names.compactMap { name -> HeaderTemplate? in
            let item = field[name]
            guard !name.isEmpty, name.utf8.allSatisfy(Self.isTokenByte) else {
                item.report("\"\(name)\" is no name of a header", "Use letters, digits and hyphens.")
                return nil
            }
            guard !Self.ownHeaders.contains(name.lowercased()) else {
                item.report("\(name) is written by the tool itself", name.lowercased() == "host"
                            ? "Remove it: the host is that of target.url; target.connect says where to connect instead." : "Remove it.")
                return nil
            }
            guard let value = template(item) else { return nil }
            guard let text = item.rawText, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }) else {
                item.report("\(name) has a value with line breaks or control characters", "Write it on one line.")
                return nil
            }
            return HeaderTemplate(name: name, value: value)
        }
    }

    /// Those that the tool writes itself.
    private static let ownHeaders = ["host", "content-length", "connection", "transfer-encoding"]

    static func isTokenByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// A text with slots.
    func template(_ field: Field) -> TextTemplate? {
        guard let text = field.text() else { return nil }
        do throws(TextTemplate.Mistake) {
            let template = try TextTemplate(parsing: text)
            if template.slots.contains(.created), !field.path.hasPrefix("cleanup") {
                field.report("${created} is known only when the run is over", "Use it in cleanup.path.")
            }
            return template
        } catch {
            field.report(error.what, error.remedy)
            return nil
        }
    }

    // MARK: Clean-up

    private static let longestCleanUp = TimeSpan.seconds(60)

    /// `{ method: DELETE, path: "/v1/orders/${created}", id: data.id, time: 60s }`; of the leads API `true` says all of it.
    private func cleanUp(ofLeads create: TextTemplate?) -> Endpoint.CleanUp? {
        let field = root["cleanup"]
        guard field.isPresent else { return nil }
        if let create, field.rawText == "true" {
            let path = TextTemplate(create.pieces + [.text("/"), .slot(.created)])
            return Endpoint.CleanUp(method: "DELETE", path: path, id: ["data", "id"], longest: Self.longestCleanUp)
        }
        if field.rawText == "false" { return nil }
        field.allow(["method", "path", "id", "time"])
        let method = field["method"].isPresent ? field["method"].choice(Self.methods.map { ($0, $0) }) : "DELETE"
        let longest = field["time"].duration(default: Self.longestCleanUp)
        guard let method, let longest, let path = path(field["path"]), let id = field["id"].text() else { return nil }
        guard path.slots.contains(.created) else {
            field["path"].report("the path does not say what is taken back", "Put ${created} where the id belongs: /v1/orders/${created}.")
            return nil
        }
        let steps = id.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard !steps.contains("") else {
            field["id"].report("an empty step in the path", "Write names, and numbers for places in lists, with dots between them: data.id.")
            return nil
        }
        return Endpoint.CleanUp(method: method, path: path, id: steps, longest: longest)
    }

    // MARK: Credential

    private func credential() -> Credential? {
        let field = root["credential"]
        guard field.isPresent else { return nil }
        if field.rawText == "none" { return Credential.none }
        field.allow(["header", "prefix", "query", "cookie", "basic"])
        let kinds = ["header", "query", "cookie", "basic"].filter { field[$0].isPresent }
        guard kinds.count == 1, let kind = kinds.first else {
            field.report(kinds.isEmpty ? "the credential says not where the key stands" : "a key stands in one place, not in \(kinds.joined(separator: " and "))",
                         "Write one of header, query, cookie or basic: true; or credential: none.")
            return nil
        }
        if kind != "header", field["prefix"].isPresent { field["prefix"].report("a prefix is for headers", "Remove it.") }
        if kind == "basic" { return field["basic"].flag(default: true) ? .basic : Credential.none }
        guard let name = field[kind].text() else { return nil }
        guard name.utf8.allSatisfy(kind == "query" ? { $0 > 0x20 && $0 < 0x7f && !"&=#?".utf8.contains($0) } : Self.isTokenByte) else {
            field[kind].report("\"\(name)\" cannot be the name of a \(kind)", "Use letters, digits and hyphens.")
            return nil
        }
        guard kind != "header" || !Self.ownHeaders.contains(name.lowercased()) else {
            field[kind].report("\(name) is written by the tool itself", "Name the header that carries the key, such as Authorization.")
            return nil
        }
        switch kind {
        case "header": return .header(name: name, prefix: field["prefix"].isPresent ? field["prefix"].text() ?? "" : "")
        case "query": return .query(name)
        default: return .cookie(name)
        }
    }
}
