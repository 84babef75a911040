/// What the data options of a curl line put together.
struct CurlData {
    enum Kind: Sendable { case plain, raw, binary, encoded, json }

    private struct Part {
        var text: String
        var isFile: Bool
        var kind: Kind
        var position: Int
    }

    private var parts: [Part] = []

    var isEmpty: Bool { parts.isEmpty }
    var isJSON: Bool { parts.contains { $0.kind == .json } }

    mutating func add(_ value: ShellWord, _ kind: Kind) throws(ImportProblem) {
        let isFile = kind != .raw && kind != .encoded && value.text.hasPrefix("@")
        guard !isFile || value.text != "@-" else {
            throw ImportProblem(at: value.position, "the body would come from standard input",
                                "Save it to a file, and write @ and its name.")
        }
        let text = kind == .encoded ? try Self.encoded(value) : isFile ? String(value.text.dropFirst()) : value.text
        parts.append(Part(text: text, isFile: isFile, kind: kind, position: value.position))
    }

    /// `content`, `=content` or `name=content`. Throws for the forms that read a file.
    static func encoded(_ value: ShellWord) throws(ImportProblem) -> String {
        guard let sign = value.text.firstIndex(where: { $0 == "=" || $0 == "@" }) else {
            return PercentCoding.form(value.text)
        }
        let name = value.text[..<sign], content = String(value.text[value.text.index(after: sign)...])
        guard value.text[sign] == "=" else {
            throw ImportProblem(at: value.position, "the content of a file would be encoded",
                                "Write the content itself, as name=content.")
        }
        return name.isEmpty ? PercentCoding.form(content) : "\(name)=\(PercentCoding.form(content))"
    }

    /// As part of a query. Throws where a file would have to be read.
    func query() throws(ImportProblem) -> [String] {
        if let file = parts.first(where: \.isFile) {
            throw ImportProblem(at: file.position, "the query would come from a file", "Write it into the URL.")
        }
        return parts.map(\.text).filter { !$0.isEmpty }
    }

    /// JSON parts follow each other, others are joined by an ampersand.
    func body(_ notes: inout [String]) throws(ImportProblem) -> SeenRequest.Body? {
        guard let first = parts.first else { return nil }
        if let file = parts.first(where: \.isFile) {
            guard parts.count == 1 else {
                throw ImportProblem(at: file.position,
                                    "the body would be joined from several parts, one of them a file",
                                    "Put the whole body into one file.")
            }
            if file.kind == .plain {
                notes.append("The file of -d is sent as it is: curl would leave out its line breaks.")
            }
            return .file(file.text)
        }
        var text = first.text
        for part in parts.dropFirst() { text += (part.kind == .json ? "" : "&") + part.text }
        return .text(text)
    }
}
