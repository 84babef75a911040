/// Texts as YAML has them.
package enum YAMLText {
    private static let widest = 108
    private static let words: Set<String> = ["true", "false", "yes", "no", "on", "off", "null", "y", "n", "~"]

    /// Plain where nothing in it means something to YAML, else in double quotes.
    static func scalar(_ text: String) -> String { isPlain(text) ? text : quoted(text) }

    private static func isPlain(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.last != UInt8(ascii: " "), text.utf8.last != UInt8(ascii: ":"),
              !words.contains(text.lowercased()) else { return false }
        let hasDots = text.utf8.count { $0 == UInt8(ascii: ".") } > 1
        guard first.isLetter || "/$".utf8.contains(first) || first.isDigit && hasDots else { return false }
        guard text.utf8.allSatisfy({ $0.isLetter || $0.isDigit || " _./@%+=;?&*,()-:${}~".utf8.contains($0) }) else {
            return false
        }
        return !text.contains(": ")
    }

    package static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where isShown(scalar): result.unicodeScalars.append(scalar)
            default:
                let hex = String(scalar.value, radix: 16)
                let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
                result += "\\\(letter)" + String(repeating: "0", count: width - hex.count) + hex
            }
        }
        return result + "\""
    }

    /// Characters that stand for themselves; line breaks of other kinds, marks and what has no glyph do not.
    private static func isShown(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x20...0x7E, 0xA0...0x2027, 0x202A...0xD7FF, 0xF900...0xFEFE, 0xFF00...0xFFFD, 0x10000...0xEFFFF: true
        default: false
        }
    }

    /// A text of its own lines where YAML keeps it byte for byte, else one in quotes.
    static func block(_ name: String, _ text: String, indent: Int) -> [String] {
        let space = String(repeating: " ", count: indent)
        let isKept = text.unicodeScalars.allSatisfy { isShown($0) || $0 == "\n" || $0 == "\t" }
        let scalars = text.unicodeScalars
        guard isKept, let first = scalars.first, first != " ", first != "\n", first != "\t",
              !text.hasSuffix("\n\n") else {
            return ["\(space)\(name): \(quoted(text))"]
        }
        let ends = scalars.last == "\n"
        let lines = (ends ? text.dropLast() : Substring(text)).split(separator: "\n", omittingEmptySubsequences: false)
        return ["\(space)\(name): \(ends ? "|" : "|-")"] + lines.map { $0.isEmpty ? "" : "\(space)  \($0)" }
    }

    /// Lines that begin with `# `, broken between words.
    static func comment(_ text: String, indent: Int, bullet: String = "") -> [String] {
        let start = String(repeating: " ", count: indent) + "# "
        let isBreak: (Character) -> Bool = { $0.unicodeScalars.contains { !isShown($0) || $0 == " " } }
        var lines: [String] = []
        var line = start + bullet
        var isEmpty = true
        for word in text.split(whereSeparator: isBreak) {
            if !isEmpty, line.count + 1 + word.count > widest {
                lines.append(line)
                line = start + String(repeating: " ", count: bullet.count)
                isEmpty = true
            }
            line += (isEmpty ? "" : " ") + word
            isEmpty = false
        }
        return lines + [line]
    }
}
