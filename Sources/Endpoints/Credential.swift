import WireFormat

/// Where a request carries its key.
package enum Credential: Sendable, Equatable {
    /// Nobody is asked who they are; limits are by address, or for everyone.
    case none
    /// `X-API-Key: KEY`, or with a prefix `Authorization: Bearer KEY`.
    case header(name: String, prefix: String)
    /// `?name=KEY`
    case query(String)
    /// `Cookie: name=KEY`
    case cookie(String)
    /// `Authorization: Basic …` of a key that is written `user:password` (RFC 7617).
    case basic

    package static let leads = Credential.header(name: "X-API-Key", prefix: "")

    /// The key as it stands in the request.
    package func presented(_ key: String) -> String {
        switch self {
        case .basic: Base64.encode(key)
        case .query: PercentCode.encoded(key)
        default: key
        }
    }

    /// The lines that carry a presented key.
    func fields(_ presented: String) -> [(name: String, value: String)] {
        switch self {
        case .none, .query: []
        case .header(let name, let prefix): [(name, prefix + presented)]
        case .cookie(let name): [("Cookie", "\(name)=\(presented)")]
        case .basic: [("Authorization", "Basic \(presented)")]
        }
    }

    /// The key that a request carries, for servers of our own; nothing where there is none. Names of fields in lower case.
    package func key(path: String, fields: some Sequence<(name: String, value: String)>) -> String? {
        func first(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        switch self {
        case .none: return ""
        case .header(let name, let prefix):
            guard let value = first(name.lowercased()), value.hasPrefix(prefix) else { return nil }
            return String(value.dropFirst(prefix.count))
        case .query(let name):
            let query = path.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            let pair = query.split(separator: "&").last { $0.hasPrefix("\(name)=") }
            return pair.map { PercentCode.decoded(String($0.dropFirst(name.count + 1))) }
        case .cookie(let name):
            let pairs = (first("cookie") ?? "").split(separator: ";").map { $0.drop { $0 == " " } }
            return pairs.first { $0.hasPrefix("\(name)=") }.map { String($0.dropFirst(name.count + 1)) }
        case .basic:
            guard let value = first("authorization"), value.hasPrefix("Basic ") else { return nil }
            return Base64.decode(String(value.dropFirst(6)))
        }
    }
}
