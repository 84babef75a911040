import Timeline

/// Whether a cache may store a response (RFC 9111, 3 and 4.2.1).
enum Freshness {
    /// What makes a response storable, in words; nothing where it is not.
    static func of(_ response: Response?) -> String? {
        guard let response else { return nil }
        let directives = directives(of: response)
        if directives.contains(where: { $0.name == "no-store" }) { return nil }
        for directive in directives where ["max-age", "s-maxage"].contains(directive.name) {
            if let seconds = Int(directive.value.prefix(18)), seconds > 0 { return "Cache-Control: \(directive.name)=\(seconds)" }
        }
        if directives.contains(where: { $0.name == "public" }), !directives.contains(where: { $0.name == "no-cache" }) { return "Cache-Control: public" }
        if !directives.contains(where: { $0.name == "max-age" || $0.name == "no-cache" }), let expires = response.first("expires").flatMap(HTTPDate.parse),
           let date = response.first("date").flatMap(HTTPDate.parse), expires.instant > date.instant { return "Expires lies after Date" }
        return nil
    }

    static func isForbidden(_ response: Response?) -> Bool {
        response.map { directives(of: $0).contains { $0.name == "no-store" } } ?? false
    }

    private static func directives(of response: Response) -> [(name: String, value: String)] {
        response.values(of: "cache-control").flatMap { $0.split(separator: ",") }.map { part in
            let sides = part.split(separator: "=", maxSplits: 1).map { String($0.filter { $0 != " " && $0 != "\t" && $0 != "\"" }) }
            return (sides.first?.lowercased() ?? "", sides.count > 1 ? sides[1] : "")
        }
    }
}
