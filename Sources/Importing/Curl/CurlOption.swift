/// An option of curl, and what becomes of it.
package struct CurlOption: Sendable {
    /// What it does to the request.
    enum Effect: Sendable {
        case request, header, get, head, user, bearer, cookie, agent, referer, range, url, query
        case data(CurlData.Kind)
        case location, resolve, connectTo, authority, certificate, key, proxy, globOff
        case http(String)
        /// It changes what curl shows, not what it sends.
        case dropped
        /// It is passed over, for this reason.
        case noted(String)
        /// The request cannot be taken over with it.
        case refused(what: String, remedy: String)
    }

    package var long: String
    package var short: Character?
    package var takesValue: Bool
    var effect: Effect

    /// As a message names it.
    package var shown: String { short.map { "-\($0)/--\(long)" } ?? "--\(long)" }

    /// From `-s --long =`: the short name is optional, and the equals sign means that a value follows.
    init(_ names: String, _ effect: Effect) {
        let words = names.split(separator: " ")
        short = words.first.flatMap { $0.count == 2 && $0.hasPrefix("-") ? $0.last : nil }
        long = words.first { $0.hasPrefix("--") }.map { String($0.dropFirst(2)) } ?? ""
        takesValue = words.last == "="
        self.effect = effect
    }

    package static func find(long: String) -> CurlOption? { all.first { $0.long == long } }
    package static func find(short: Character) -> CurlOption? { all.first { $0.short == short } }

    /// The known option that a name was probably meant to be.
    package static func near(_ name: String) -> CurlOption? {
        let name = String(name.prefix(40))
        let near = all.map { ($0, EditDistance.between($0.long, name)) }.min { $0.1 < $1.1 }
        return near.flatMap { $0.1 <= max(2, name.count / 3) ? $0.0 : nil }
    }

    package static let all = taken + CurlOptionLists.dropped + CurlOptionLists.noted + CurlOptionLists.refused

    private static let taken: [CurlOption] = [
        CurlOption("-X --request =", .request), CurlOption("-H --header =", .header), CurlOption("-G --get", .get),
        CurlOption("-d --data =", .data(.plain)), CurlOption("--data-ascii =", .data(.plain)),
        CurlOption("--data-raw =", .data(.raw)), CurlOption("--data-binary =", .data(.binary)),
        CurlOption("--data-urlencode =", .data(.encoded)), CurlOption("--json =", .data(.json)),
        CurlOption("-I --head", .head), CurlOption("-u --user =", .user), CurlOption("--oauth2-bearer =", .bearer),
        CurlOption("-b --cookie =", .cookie), CurlOption("-A --user-agent =", .agent),
        CurlOption("-e --referer =", .referer), CurlOption("-r --range =", .range), CurlOption("--url =", .url),
        CurlOption("--url-query =", .query), CurlOption("-L --location", .location),
        CurlOption("--location-trusted", .location), CurlOption("--follow", .location),
        CurlOption("--resolve =", .resolve), CurlOption("--connect-to =", .connectTo),
        CurlOption("--cacert =", .authority), CurlOption("-E --cert =", .certificate), CurlOption("--key =", .key),
        CurlOption("-x --proxy =", .proxy), CurlOption("-g --globoff", .globOff),
            CurlOption("--http1.1", .http("1.1")),
        CurlOption("--http2", .http("2")), CurlOption("--http2-prior-knowledge", .http("2")),
    ]
}

/// How many letters differ.
package enum EditDistance {
    package static func between(_ first: String, _ second: String) -> Int {
        let second = Array(second.utf8)
        var row = Array(0...second.count)
        for (line, letter) in first.utf8.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in second.enumerated() {
                let cost = min(row[column] + 1, row[column + 1] + 1, diagonal + (letter == other ? 0 : 1))
                diagonal = row[column + 1]
                row[column + 1] = cost
            }
        }
        return row[second.count]
    }
}
