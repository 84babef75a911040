import WireFormat

/// An http or https address in its parts.
struct WebAddress: Equatable {
    /// What is wrong with a text, without the text.
    struct Malformed: Error {
        var what: String
        var remedy: String
    }

    /// In lower case.
    var scheme: String
    /// In lower case, without brackets for IPv6.
    var host: String
    /// Nothing where the address does not name one.
    var port: Int?
    /// `user:password`, decoded.
    var user: String?
    /// `/` at least, encoded as it was given.
    var path: String
    /// Encoded, without the question mark.
    var query: [String]

    /// `usual` is the scheme of an address that names none.
    init(_ text: String, usual: String? = nil) throws(Malformed) {
        let scalars = Substring(text).unicodeScalars
        var rest = String(scalars.prefix { $0 != "#" })
        let name = Self.scheme(of: rest)
        if !name.isEmpty {
            scheme = name.lowercased()
            rest = String(rest.dropFirst(name.count + 3))
        } else if let usual {
            scheme = usual
        } else {
            throw Malformed(what: "the address has no scheme", remedy: "Begin it with http:// or https://.")
        }
        guard scheme == "http" || scheme == "https" else {
            throw Malformed(what: "the scheme of the address is \(scheme)",
                            remedy: "Only http:// and https:// are driven.")
        }
        let authority = rest.unicodeScalars.prefix { $0 != "/" && $0 != "?" && $0 != "\\" }
        let target = String(rest.unicodeScalars.dropFirst(authority.count))
        var place = String(authority)
        if let at = place.lastIndex(of: "@") {
            let login = PercentCode.decoded(String(place[..<at]))
            user = login.contains(":") ? login : login + ":"
            place = String(place[place.index(after: at)...])
        }
        (host, port) = try Self.split(place)
        let question = target.unicodeScalars.firstIndex(of: "?")
        let given = PercentCoding.mend(String(target.unicodeScalars[..<(question ?? target.endIndex)]))
        path = given.hasPrefix("/") ? given : "/" + given
        query = question.map { target.unicodeScalars[$0...].dropFirst() }.map { query in
            PercentCoding.mend(String(query)).split(separator: "&", omittingEmptySubsequences: true).map(String.init)
        } ?? []
    }

    /// What stands before `://`; nothing where an address begins with its host.
    static func scheme(of text: String) -> Substring {
        let name = text.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        return text.dropFirst(name.count).hasPrefix("://") ? name : ""
    }

    private static func split(_ place: String) throws(Malformed) -> (String, Int?) {
        var host = place.lowercased()
        var port: Int?
        let isBracketed = host.hasPrefix("[")
        let end = isBracketed ? host.firstIndex(of: "]") ?? host.startIndex : host.startIndex
        if let colon = host[end...].lastIndex(of: ":") {
            let digits = host[host.index(after: colon)...]
            port = Int(digits).flatMap { (1...65_535).contains($0) ? $0 : nil }
            guard port != nil || digits.isEmpty else {
                throw Malformed(what: "the address has no port between 1 and 65535",
                                remedy: "Mend what follows the host's colon.")
            }
            host = String(host[..<colon])
        }
        if isBracketed, host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty, host.utf8.count <= 255 else {
            throw Malformed(what: "the address has no host", remedy: "Write it as https://api.example.com/path.")
        }
        let signs = (isBracketed ? ":.%" : ".-_").utf8
        guard host.utf8.allSatisfy({ $0.isDigit || $0.isSmall || signs.contains($0) }) else {
            throw Malformed(what: "the host has characters that no host name has",
                            remedy: "Write a name of another script as it is sent, with xn--.")
        }
        return (host, port)
    }

    var portInUse: Int { port ?? (scheme == "https" ? 443 : 80) }

    /// Without path, and without a port that goes without saying.
    var origin: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return portInUse == (scheme == "https" ? 443 : 80) ? "\(scheme)://\(name)" : "\(scheme)://\(name):\(portInUse)"
    }

    /// For this machine no consent is needed.
    var isThisMachine: Bool {
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return ["localhost", "localhost.", "::1"].contains(host) || octets.count == 4 && octets[0] == 127
    }
}
