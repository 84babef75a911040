import LeadsAPI
import Timeline

extension Defect {
    /// Another spelling is understood, but counts in another bucket.
    static let spellings: [Defect] = [
        Defect("key-padding-counts-apart", "white space around a key is ignored, and makes another bucket (virtual time only)", namedBy: "KEY-05") {
            $0.bucket = { $0.field($0.keyField) ?? "" }
        },
        Defect("key-case-folded", "letter case of a key is ignored, and makes another bucket", namedBy: "KEY-05") {
            $0.workspace = { request, keys in
                guard let key = request.key?.lowercased() else { return nil }
                switch keys {
                case .listed(let workspaces): return workspaces.first { $0.key.lowercased() == key }?.value
                case .these(let keys): return keys.contains { $0.lowercased() == key } ? "default" : nil
                case .anyWithPrefix: return keys.workspace(of: request.key)
                }
            }
        },
        Defect("key-list-first", "of a list of keys the first one is checked, and the list is counted", namedBy: "KEY-05") {
            $0.workspace = { request, keys in keys.workspace(of: request.key.map { String($0.prefix { $0 != "," }) }) }
        },
        Defect("key-lines-joined", "of several lines with a key the first one is checked, and all together are counted", namedBy: "KEY-05") {
            $0.alsoCountingApart { request in
                let lines = request.fields.filter { $0.name == request.keyField }
                return lines.count > 1 ? lines.map(\.value).joined(separator: ",") : nil
            }
        },
        path("slash", "more slashes in the path than needed are ignored, and make another bucket") { path in
            let parts = path.split(separator: "/", omittingEmptySubsequences: true)
            return "/" + parts.joined(separator: "/")
        },
        path("case", "letter case of the path is ignored, and makes another bucket") { $0.lowercased() },
        path("query", "a query behind the path makes another bucket") { path in String(path.prefix { $0 != "?" }) },
        path("dot", "a dot segment of the path is ignored, and makes another bucket", undotted),
        path("encoding", "a percent-encoded path is decoded, and makes another bucket", decoded),
    ]

    /// The plain path is what is routed; a path that is spelled otherwise is what is counted.
    private static func path(_ what: String, _ summary: String, _ plain: @escaping @Sendable (String) -> String) -> Defect {
        Defect("path-\(what)-counts-apart", summary, namedBy: "KEY-06") {
            let before = $0.path
            $0.path = { plain(before($0)) }
            $0.alsoCountingApart { plain($0.path) == $0.path ? nil : $0.path }
        }
    }

    private static func undotted(_ whole: String) -> String {
        let path = whole.prefix { $0 != "?" }
        return path.hasSuffix("/.") ? String(path.dropLast(2)) + whole[path.endIndex...] : whole
    }

    private static func decoded(_ path: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(path.utf8)[...]
        while let next = rest.popFirst() {
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            if next == UInt8(ascii: "%"), digits.utf8.count == 2, let byte = UInt8(digits, radix: 16) {
                bytes.append(byte)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(next)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
