/// The status line and field lines of one response.
package struct ResponseHead: Sendable, Equatable {
    package var status: Int
    /// False for HTTP/1.0, where a connection closes unless it says otherwise.
    package var isVersion11: Bool
    /// In the order received; names in lower case, values without surrounding white space.
    package var fields: [(name: String, value: String)]

    package static func == (a: ResponseHead, b: ResponseHead) -> Bool {
        a.status == b.status && a.isVersion11 == b.isVersion11 && a.fields.elementsEqual(b.fields, by: ==)
    }

    /// Every list member of a field, in lower case.
    func tokens(_ name: String) -> [String] {
        fields.lazy.filter { $0.name == name }
            .flatMap { $0.value.split(separator: ",") }
            .map { $0.trimmingBlanks().lowercased() }
    }

    /// Whether the connection may carry another request after this response (RFC 9112, 9.3).
    var keepsAlive: Bool {
        let options = tokens("connection")
        return !options.contains("close") && (isVersion11 || options.contains("keep-alive"))
    }

    /// Reads a head without its final empty line; nothing where it is not HTTP/1.x.
    package init?(_ bytes: ArraySlice<UInt8>) {
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
        guard let statusLine = lines.popFirst(), let (status, is11) = Self.statusLine(Self.withoutCR(statusLine)) else { return nil }
        self.status = status
        self.isVersion11 = is11
        self.fields = []
        for line in lines {
            let line = Self.withoutCR(line)
            if line.isEmpty { continue }
            guard let field = Self.field(line) else { return nil }
            fields.append(field)
        }
    }

    /// `HTTP/1.1 201 Created`; the reason may be missing (RFC 9112, 4).
    private static func statusLine(_ line: ArraySlice<UInt8>) -> (Int, Bool)? {
        let start = line.startIndex
        guard line.count >= 12, line.starts(with: "HTTP/1.".utf8), line[start + 8] == UInt8(ascii: " "),
              line.count == 12 || line[start + 12] == UInt8(ascii: " "),
              let status = Int(String(decoding: line[(start + 9)..<(start + 12)], as: UTF8.self)), (100...999).contains(status)
        else { return nil }
        switch line[start + 7] {
        case UInt8(ascii: "1"): return (status, true)
        case UInt8(ascii: "0"): return (status, false)
        default: return nil
        }
    }

    /// A name must be a token and touch its colon (RFC 9112, 5.1); a folded line starts with a blank and fails here.
    private static func field(_ line: ArraySlice<UInt8>) -> (name: String, value: String)? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > line.startIndex,
              line[..<colon].allSatisfy(isTokenByte)
        else { return nil }
        let name = String(decoding: line[..<colon], as: UTF8.self).lowercased()
        let value = String(decoding: line[(colon + 1)...], as: UTF8.self)
        return (name, String(value[...].trimmingBlanks()))
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122: true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }

    private static func withoutCR(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        line.last == UInt8(ascii: "\r") ? line.dropLast() : line
    }
}

extension Substring {
    /// Without spaces and tabs at both ends (OWS of RFC 9110, 5.6.3).
    func trimmingBlanks() -> Substring {
        var text = self
        while let first = text.utf8.first, first == 0x20 || first == 0x09 { text.removeFirst() }
        while let last = text.utf8.last, last == 0x20 || last == 0x09 { text.removeLast() }
        return text
    }
}
