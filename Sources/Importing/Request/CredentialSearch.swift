import Endpoints
import WireFormat

/// Finds where a request carries its key, and takes everything secret out of it.
struct CredentialSearch {
    /// A place that carries something secret; the lowest rank is the credential.
    struct Candidate {
        var credential: EndpointDraft.Credential
        var secret: String
        var rank: Int
        /// Such as "the header X-Api-Key".
        var place: String
        var remedy: String
    }

    private(set) var candidates: [Candidate] = []
    private(set) var notes: [String] = []

    /// The fields that are left, without the Cookie field.
    private(set) var headers: [EndpointDraft.Header] = []
    private(set) var cookies: [String] = []
    private(set) var query: [String] = []

    init(_ request: SeenRequest) {
        for header in request.headers { look(at: header) }
        if let user = request.user ?? request.address.user {
            add(.basic, user, rank: 1, "the user name and password", "they are the key of another way to authenticate")
        }
        for parameter in request.address.query { look(atParameter: parameter) }
        for cookie in cookiePairs { look(atCookie: cookie) }
        let sorted = candidates.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }
        candidates = sorted.map(\.element)
    }

    private var cookiePairs: [String] = []

    private mutating func add(_ credential: EndpointDraft.Credential, _ secret: String, rank: Int, _ place: String,
                              _ remedy: String) {
        candidates.append(Candidate(credential: credential, secret: secret, rank: rank, place: place, remedy: remedy))
    }

    private mutating func look(at header: EndpointDraft.Header) {
        let name = header.name.lowercased()
        switch name {
        case "cookie":
            cookiePairs += header.value.split(separator: ";").map { Self.trimmed($0) }.filter { !$0.isEmpty }
        case "authorization":
            look(atAuthorization: header)
        case "proxy-authorization":
            add(.none, header.value, rank: 9, "the header \(header.name)", "it is meant for a proxy")
        case "referer" where header.value.contains("?"):
            headers.append(EndpointDraft.Header(header.name, String(header.value.prefix { $0 != "?" })))
            notes.append("The query of the header \(header.name) was left out: it may hold secrets.")
        case _ where SecretNames.isSecretHeader(name) || SecretNames.isSecretValue(header.value):
            let (prefix, secret) = Self.split(header.value, schemes: ["bearer"])
            add(.header(name: header.name, prefix: prefix), secret, rank: SecretNames.guardsForms(name) ? 8 : 2,
                "the header \(header.name)", "where the API needs it as well, add it under request.headers")
        default:
            headers.append(header)
        }
    }

    private mutating func look(atAuthorization header: EndpointDraft.Header) {
        let place = "the header \(header.name)", remedy = "only one way to authenticate is used"
        let (prefix, secret) = Self.split(header.value, schemes: nil)
        let scheme = prefix.lowercased()
        if scheme == "basic ", let login = Base64.decode(secret), login.contains(":") {
            return add(.basic, login, rank: 0, place, remedy)
        }
        if ["digest ", "aws4-hmac-sha256 ", "signature ", "oauth ", "negotiate ", "ntlm ", "hawk "].contains(scheme) {
            notes.append("The scheme \(prefix.dropLast()) of \(place) signs each request anew: the recorded "
                + "value may be refused.")
        }
        add(.header(name: header.name, prefix: prefix), secret, rank: 0, place, remedy)
    }

    private mutating func look(atParameter parameter: String) {
        let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = PercentCode.decoded(String(parts[0]), plusIsSpace: true)
        let value = parts.count > 1 ? PercentCode.decoded(String(parts[1]), plusIsSpace: true) : ""
        guard !value.isEmpty, SecretNames.isSecretQuery(name) || SecretNames.isSecretValue(value) else {
            return query.append(parameter)
        }
        add(.query(name), value, rank: 4, "the query parameter \(name)",
            "where the API needs it as well, add it to request.path")
    }

    private mutating func look(atCookie cookie: String) {
        let parts = cookie.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = Self.trimmed(parts[0])
        let value = parts.count > 1 ? Self.trimmed(parts[1]) : ""
        guard !value.isEmpty, SecretNames.isSecretCookie(name) || SecretNames.isSecretValue(value) else {
            return cookies.append(cookie)
        }
        add(.cookie(name), value, rank: SecretNames.guardsForms(name) ? 8 : 6, "the cookie \(name)",
            "where the API needs it as well, add it to the header Cookie")
    }

    /// A scheme with its space, and the rest; with nothing as `schemes` any token is one.
    private static func split(_ value: String, schemes: Set<String>?) -> (prefix: String, secret: String) {
        let value = trimmed(Substring(value))
        guard let space = value.firstIndex(of: " ") else { return ("", value) }
        let scheme = value[..<space]
        let isToken = scheme.utf8.allSatisfy { $0.isDigit || $0.isLetter || $0 == UInt8(ascii: "-") }
        guard isToken, schemes?.contains(scheme.lowercased()) ?? true else { return ("", value) }
        return (scheme + " ", trimmed(value[space...]))
    }

    static func trimmed(_ text: Substring) -> String {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        return String(text)
    }
}
