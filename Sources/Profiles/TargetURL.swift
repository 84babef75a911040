import Endpoints

/// An address of an HTTP endpoint: scheme, host, port and path.
package struct TargetURL: Sendable, Equatable, CustomStringConvertible {
    package var isSecure: Bool
    /// Without brackets for IPv6.
    package var host: String
    package var port: Int
    /// With its query, where it has one.
    package var path: String
    /// True where the address names no path, so that it is that of the leads API, or the profile's.
    package let isBare: Bool

    package static let createPath = "/api/v1/leads"

    /// `http://127.0.0.1:8080`, `https://api.example.com/api/v1/leads`; without a path, that of the create endpoint.
    ///
    /// Throws: `Malformed`, whose text says what to write instead.
    package init(_ text: String) throws(Malformed) {
        let parts = text.split(separator: "://", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0] == "http" || parts[0] == "https" else {
            throw Malformed("\"\(text)\" does not start with http:// or https://")
        }
        isSecure = parts[0] == "https"
        let slash = parts[1].firstIndex { $0 == "/" || $0 == "?" } ?? parts[1].endIndex
        let authority = parts[1][..<slash]
        let given = String(parts[1][slash...])
        guard !text.contains("#") else { throw Malformed("the address has a fragment, which is never sent; leave it out") }
        guard !text.contains("@") else { throw Malformed("the address holds a user name; keys belong into RATEPROOF_API_KEYS") }
        isBare = given.isEmpty || given == "/"
        path = isBare ? Self.createPath : given.hasPrefix("?") ? "/" + given : given
        (host, port) = try Self.split(authority, defaultPort: isSecure ? 443 : 80, of: text)
        guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else {
            throw Malformed("\"\(text)\" has no host, or characters that need encoding")
        }
    }

    private static func split(_ authority: Substring, defaultPort: Int, of text: String) throws(Malformed) -> (String, Int) {
        if authority.first == "[", let close = authority.firstIndex(of: "]") {
            let host = String(authority[authority.index(after: authority.startIndex)..<close])
            let rest = authority[authority.index(after: close)...]
            guard rest.isEmpty || rest.first == ":" else { throw Malformed("\"\(text)\" has something else than a port after the address") }
            return (host, rest.isEmpty ? defaultPort : try port(rest.dropFirst(), of: text))
        }
        guard let colon = authority.firstIndex(of: ":") else { return (String(authority), defaultPort) }
        return (String(authority[..<colon]), try port(authority[authority.index(after: colon)...], of: text))
    }

    private static func port(_ digits: Substring, of text: String) throws(Malformed) -> Int {
        guard let port = Int(digits), (1...65_535).contains(port) else { throw Malformed("\"\(text)\" has no port between 1 and 65535") }
        return port
    }

    package struct Malformed: Error, CustomStringConvertible {
        package var description: String
        package init(_ description: String) { self.description = description }
    }

    /// True for this machine: 127.0.0.0/8, also as IPv6 writes it, ::1, localhost, and the address that stands for any of it.
    package var isLoopback: Bool {
        var host = host.lowercased()
        if host.hasSuffix(".") { host.removeLast() }
        for prefix in ["::ffff:", "0:0:0:0:0:ffff:"] where host.hasPrefix(prefix) { host.removeFirst(prefix.count) }
        if ["localhost", "::1", "0:0:0:0:0:0:0:1", "0.0.0.0", "::"].contains(host) { return true }
        let octets = host.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return octets.count == 4 && host.split(separator: ".").count == 4 && octets[0] == 127
    }

    /// As the Host field wants it.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// For people: values of the query whose names sound like secrets are hidden.
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)\(shownPath)" }
    /// All of it.
    package var text: String { "\(isSecure ? "https" : "http")://\(authority)\(path)" }

    private var shownPath: String {
        guard let mark = path.firstIndex(of: "?") else { return path }
        let pairs = path[path.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
            let name = pair.prefix { $0 != "=" }
            return name.count < pair.count && SecretNames.mayHoldSecret(String(name)) ? "\(name)=hidden" : String(pair)
        }
        return path[...mark] + pairs.joined(separator: "&")
    }
}
