import Endpoints

/// Writes a draft as a profile, with comments that say what each part is and what can be changed.
package struct ProfileWriter {
    private var lines: [String] = []

    /// A whole profile, which never holds a secret.
    package static func yaml(_ draft: EndpointDraft) -> String {
        var writer = ProfileWriter()
        writer.head(draft)
        writer.target(draft)
        writer.request(draft)
        writer.credential(draft)
        writer.contract(draft)
        writer.notes(draft.notes)
        return writer.lines.joined(separator: "\n") + "\n"
    }

    private mutating func add(_ line: String) { lines.append(line) }
    private mutating func comment(_ text: String, indent: Int = 0) { lines += YAMLText.comment(text, indent: indent) }

    /// `name: value`, where there is a value.
    private mutating func field(_ name: String, _ value: String?, indent: Int = 2) {
        guard let value else { return }
        add(String(repeating: " ", count: indent) + "\(YAMLText.scalar(name)): \(YAMLText.scalar(value))")
    }

    private mutating func head(_ draft: EndpointDraft) {
        comment("Written by rateproof init. Look it over: what is in comments can be switched on, and everything "
            + "can be changed.")
        if draft.credential != .none {
            let more = draft.credential == .basic ? "one or more user:password, separated by commas"
                : "one or more keys, separated by commas"
            add("# Before the run: export \(draft.environment)='…'   (\(more))")
        }
        field("name", draft.name, indent: 0)
        let place = draft.url.split(separator: "/").last.map(String.init) ?? draft.url
        let path = PathSecrets.shown(draft.path)
        field("summary", "\(draft.method) \(path.isEmpty ? "/" : path) of \(place)", indent: 0)
    }

    private mutating func target(_ draft: EndpointDraft) {
        let target = draft.target
        add("")
        add("target:")
        add("  kind: http")
        field("url", draft.url)
        if (try? WebAddress(draft.url))?.isThisMachine != true {
            add("  # authorized: true   # a host other than this machine: state that you may load it")
        }
        if target.connect != nil {
            comment("Connections go there; the url still gives the Host field and the certificate's name.", indent: 2)
        }
        field("connect", target.connect)
        if target.trust != nil {
            comment("PEM files. This one has authorities to trust besides the system's.", indent: 2)
        }
        field("trust", target.trust)
        if target.certificate != nil { comment("What is shown to a server that demands a certificate.", indent: 2) }
        field("certificate", target.certificate)
        field("certificate_key", target.certificateKey)
        field("http", target.http)
        field("proxy", target.proxy)
        if target.followsRedirects { add("  redirects: follow") }
    }

    private mutating func request(_ draft: EndpointDraft) {
        let hasBody = draft.body != nil && draft.method != "GET" && draft.method != "HEAD"
        add("")
        add("# What is sent. ${uuid}, ${email} and ${n} are new in each request, ${run} in each run, ${key} is "
            + "the key;")
        add("# $${ is a plain ${.")
        add("request:")
        field("method", draft.method)
        field("path", draft.path)
        if !draft.headers.isEmpty {
            add("  headers:")
            for header in draft.headers { field(header.name, header.value, indent: 4) }
        }
        guard hasBody else { return }
        switch draft.body {
        case .json(let text): lines += YAMLText.block("json", text, indent: 2)
        case .text(let text): lines += YAMLText.block("body", text, indent: 2)
        case .file(let path): field("file", path)
        case nil: break
        }
    }

    private mutating func credential(_ draft: EndpointDraft) {
        add("")
        guard draft.credential != .none else {
            add("# No key was found. With one: header (and prefix), query, cookie, or basic: true.")
            add("credential: none")
            return
        }
        add("# Where each request carries its key.")
        add("credential:")
        switch draft.credential {
        case .none: break
        case .header(let name, let prefix):
            field("header", name)
            if !prefix.isEmpty { add("  prefix: \(YAMLText.quoted(prefix))") }
        case .query(let name): field("query", name)
        case .cookie(let name): field("cookie", name)
        case .basic: add("  basic: true")
        }
        add("")
        add("# Keys are read from there, and are never written anywhere.")
        add("keys:")
        field("from_environment", draft.environment)
    }

    private mutating func contract(_ draft: EndpointDraft) {
        add("")
        add("contract:")
        if let quota = draft.quota, let window = draft.windowSeconds {
            add("  # What is promised, as the document states it.")
            add("  quota: \(quota)")
            add("  window: \(window)s")
        } else {
            add("  # What is promised. Until somebody says so, it is read from the limiter's own fields:")
            add("  observed: true")
            add("  # quota: \(draft.quota ?? 100)" + (draft.quota == nil ? "" : "   # as the document states it"))
            add("  # window: \(draft.windowSeconds ?? 60)s"
                + (draft.windowSeconds == nil ? "" : "   # as the document states it"))
        }
        let meaning = "what shares one count: key, address, route or everyone"
        add(draft.credential == .none ? "  scope: address   # \(meaning)" : "  # scope: key      # \(meaning)")
        field("dialect", draft.dialect ?? "auto")
    }

    private mutating func notes(_ notes: [String]) {
        guard !notes.isEmpty else { return }
        add("")
        add("# Not taken over, or to be looked at:")
        for note in notes { lines += YAMLText.comment(note, indent: 0, bullet: "- ") }
    }
}
