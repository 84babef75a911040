/// Lines that fit, for a terminal.
package struct TextLayout: Sendable {
    package var width: Int
    package var paint: Bool

    /// Narrower than this nothing can be read; lines are then as long as they are.
    private static let narrowest = 20

    /// `width` in columns, none where lines need not fit; `paint` puts ANSI colours around verdicts.
    package init(width: Int = .max, paint: Bool = false) {
        self.width = width < Self.narrowest ? .max : width
        self.paint = paint
    }

    /// The head, then the words, in lines that fit; further lines begin below the first word. What a server made up is shown as text: no escape
    /// sequence of its own reaches the terminal.
    package func lines(_ head: String, _ words: String) -> [String] {
        let indent = head.count
        var lines = [head]
        var used = 0
        for word in Self.clean(words).split(separator: " ") {
            if used > 0, lines[lines.count - 1].count + 1 + word.count > width {
                lines.append(String(repeating: " ", count: indent))
                used = 0
            }
            lines[lines.count - 1] += used > 0 ? " \(word)" : String(word)
            used += 1
        }
        return lines
    }

    /// The same with a mark before it, in the colour of its verdict.
    func marked(_ mark: String, _ verdict: String, margin: String = "", head: String = "", _ words: String) -> [String] {
        var lines = lines("\(margin)  \(head)", words)
        lines[0] = "\(margin)\(painted(mark, verdict)) \(lines[0].dropFirst(margin.count + 2))"
        return lines
    }

    /// At most a line, with an ellipsis for what is left out.
    package func cut(_ line: String) -> String { line.count <= width ? line : line.prefix(width - 1) + "…" }

    func painted(_ text: String, _ verdict: String) -> String {
        guard paint else { return text }
        let code = switch verdict {
        case "pass", "better": "32"
        case "fail", "worse": "31"
        case "inconclusive", "invalid", "cannot-tell": "33"
        default: "2"
        }
        return "\u{1b}[\(code)m\(text)\u{1b}[0m"
    }

    /// Without control characters, which a terminal would obey.
    package static func clean(_ words: String) -> String {
        String(String.UnicodeScalarView(words.unicodeScalars.map { $0.properties.generalCategory == .control ? ($0 == "\n" ? " " : "\u{FFFD}") : $0 }))
    }
}
