/// What the options of a curl line ask for, one after the other.
struct CurlRequest {
    private(set) var method: String?
    private(set) var headers: [EndpointDraft.Header] = []
    /// In lower case: fields that curl is told not to send.
    private(set) var removed: Set<String> = []
    private(set) var defaults: [EndpointDraft.Header] = []
    private(set) var cookies: [String] = []
    private(set) var data = CurlData()
    private(set) var query: [String] = []
    private(set) var isGet = false, isHead = false, isGlobOff = false
    private(set) var user: String?
    private(set) var addresses: [ShellWord]
    private(set) var resolves: [ShellWord] = [], connects: [ShellWord] = []
    private(set) var target = EndpointDraft.Target()
    private(set) var notes: [String] = []

    init(_ arguments: CurlArguments) throws(ImportProblem) {
        addresses = arguments.addresses
        for given in arguments.options { try apply(given) }
    }

    private mutating func apply(_ given: CurlArguments.Given) throws(ImportProblem) {
        let value = given.value.text
        switch given.option.effect {
        case .request: method = value
        case .header: try add(header: given.value)
        case .data(let kind): try data.add(given.value, kind)
        case .get: isGet = true
        case .head: isHead = true
        case .user:
            user = value.contains(":") || ShellVariable.name(of: value) != nil ? value : value + ":"
            if user != value {
                notes.append("-u has no password, for which curl would ask: the key is the user name, a colon "
                    + "and the password.")
            }
        case .bearer: defaults.append(EndpointDraft.Header("Authorization", "Bearer \(value)"))
        case .cookie where value.contains("=") || ShellVariable.name(of: value) != nil: cookies.append(value)
        case .cookie: notes.append("-b is not taken over: cookies of a file are not read; write them as name=value.")
        case .agent: defaults.append(EndpointDraft.Header("User-Agent", value))
        case .referer:
            let page = value.hasSuffix(";auto") ? String(value.dropLast(5)) : value
            defaults.append(EndpointDraft.Header("Referer", page))
        case .range: defaults.append(EndpointDraft.Header("Range", "bytes=\(value)"))
        case .url: addresses.append(given.value)
        case .query: query.append(value.hasPrefix("+") ? String(value.dropFirst()) : try CurlData.encoded(given.value))
        case .location: target.followsRedirects = true
        case .resolve: resolves.append(given.value)
        case .connectTo: connects.append(given.value)
        case .authority: target.trust = value
        case .certificate: add(certificate: value)
        case .key: target.certificateKey = value
        case .proxy: add(proxy: value)
        case .globOff: isGlobOff = true
        case .http(let version): target.http = version
        case .dropped: break
        case .noted(let reason):
            note("\(given.option.short.map { "-\($0)" } ?? "--\(given.option.long)") is not taken over: \(reason).")
        case .refused(let what, let remedy):
            throw ImportProblem(at: given.position, "\(given.option.shown): \(what)", remedy)
        }
    }

    private mutating func note(_ text: String) { if !notes.contains(text) { notes.append(text) } }

    /// `Name: value`, `Name:` for none, `Name;` for an empty one.
    private mutating func add(header word: ShellWord) throws(ImportProblem) {
        guard !word.text.hasPrefix("@") else {
            throw ImportProblem(at: word.position, "headers would come from a file",
                                "Write each of them with -H 'Name: value'.")
        }
        guard let colon = word.text.firstIndex(of: ":") else {
            if word.text.hasSuffix(";") {
                return headers.append(EndpointDraft.Header(String(word.text.dropLast()), ""))
            }
            throw ImportProblem(at: word.position, "this header has no colon", "Write it as -H 'Name: value'.")
        }
        let name = CredentialSearch.trimmed(word.text[..<colon])
        let value = CredentialSearch.trimmed(word.text[word.text.index(after: colon)...])
        guard SeenRequest.isToken(name) else {
            throw ImportProblem(at: word.position, "the name of this header is none", "Write it as -H 'Name: value'.")
        }
        if value.isEmpty {
            removed.insert(name.lowercased())
        } else {
            headers.append(EndpointDraft.Header(name, value))
        }
    }

    /// `file[:password]`, where a backslash keeps a colon in the name.
    private mutating func add(certificate value: String) {
        var name = "", isEscaped = false
        for character in value {
            if character == ":", !isEscaped {
                note("The password of -E is not taken over: the private key must be readable without one.")
                break
            }
            isEscaped = character == "\\" && !isEscaped
            if !isEscaped { name.append(character) }
        }
        target.certificate = name
    }

    private mutating func add(proxy value: String) {
        guard !value.isEmpty else { return target.proxy = nil }
        guard var address = try? WebAddress(value, usual: "http"), address.scheme == "http" else {
            return note("-x is not taken over: only proxies with an http:// address can be used.")
        }
        if address.user != nil {
            note("The user name and password of the proxy were left out: proxies are used without.")
        }
        address.port = address.port ?? 1_080
        target.proxy = address.port == 80 ? "\(address.origin):80" : address.origin
    }
}
