extension Endpoint {
    /// Values that a profile spells out although their names say that they are secrets; longer than a word, so that hiding them hides no other text.
    package var literalSecrets: [String] {
        let headers = headers + variants.flatMap(\.headers)
        var found = headers.filter { SecretNames.mayHoldSecret($0.name) }.flatMap { header -> [String] in
            let text = Self.fixedText(header.value)
            if header.name.lowercased() == "cookie" {
                return text.split(separator: ";").compactMap { $0.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init) }
            }
            // The scheme in front of a credential is none.
            return [text, text.split(separator: " ").last.map(String.init) ?? ""]
        }
        for path in [path] + variants.compactMap(\.path) {
            let query = Self.fixedText(path).split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
            for pair in query.split(separator: "&") {
                let parts = pair.split(separator: "=", maxSplits: 1)
                if parts.count == 2, SecretNames.mayHoldSecret(String(parts[0])) { found.append(String(parts[1])) }
            }
        }
        return Array(Set(found.filter { $0.utf8.count >= Self.shortest }))
    }

    private static let shortest = 6

    private static func fixedText(_ template: TextTemplate) -> String {
        template.pieces.map { piece in if case .text(let text) = piece { text } else { "" } }.joined()
    }
}
