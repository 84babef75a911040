/// Reads one request of a recording (HAR 1.2), as browsers and proxies save it.
package enum HARImport {
    static let place = "the HAR file"

    /// Entries count from 1; without a number it is the last one that was answered with JSON, else the first.
    package static func read(_ text: String, entry number: Int?) throws(ImportProblem) -> EndpointDraft {
        let entries = try entries(text)
        guard !entries.isEmpty else {
            throw ImportProblem(what: "it has no entries", place: place,
                                remedy: "Record again, with the request in it.")
        }
        let index = try index(in: entries, number)
        let place = "entry \(index + 1)"
        guard let entry = HAREntry(entries[index]) else {
            throw ImportProblem(what: "it has no request", place: place,
                                remedy: "Choose another entry, from 1 to \(entries.count).")
        }
        var request = try HARRequest(entry, place).seen()
        if number == nil, entries.count > 1 {
            request.notes.append("Of \(entries.count) entries, number \(index + 1) is taken.")
        }
        return request.draft()
    }

    private static func entries(_ text: String) throws(ImportProblem) -> [JSONValue] {
        try ImportProblem.checkSize(of: text, place: place)
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        let root: JSONValue
        do throws(JSONReader.Malformed) {
            root = try JSONReader.read(text)
        } catch {
            throw ImportProblem(what: "not JSON: \(error.what)", place: "\(place):\(error.line):\(error.column)",
                                remedy: "Save the recording again, as HAR.")
        }
        guard case .array(let entries)? = root["log"]?["entries"] else {
            throw ImportProblem(what: "it is no HAR: log.entries is missing", place: place,
                                remedy: "Save the recording with \"Save all as HAR\" in the browser's network panel.")
        }
        return entries
    }

    private static func index(in entries: [JSONValue], _ number: Int?) throws(ImportProblem) -> Int {
        if let number {
            guard number >= 1, number <= entries.count else {
                throw ImportProblem(what: "there is no such entry", place: "entry \(number)",
                                    remedy: "Choose one from 1 to \(entries.count).")
            }
            return number - 1
        }
        let requests = entries.enumerated().compactMap { index, value in HAREntry(value).map { (index, $0) } }
            .filter { $0.1.isHTTP }
        return (requests.last { $0.1.answersJSON } ?? requests.first)?.0 ?? 0
    }
}
