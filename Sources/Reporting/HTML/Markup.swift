import Mustache

/// Text as HTML and SVG show it.
///
/// Scalar by scalar: a character may join marks of other scripts to a `<`, and would then pass for another character (Unicode annex 29, GB9b).
enum Markup {
    static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": escaped.append(contentsOf: "&amp;".unicodeScalars)
            case "<": escaped.append(contentsOf: "&lt;".unicodeScalars)
            case ">": escaped.append(contentsOf: "&gt;".unicodeScalars)
            case "\"": escaped.append(contentsOf: "&quot;".unicodeScalars)
            case "'": escaped.append(contentsOf: "&#39;".unicodeScalars)
            case "\t", "\n", "\r": escaped.append(scalar)
            // No document has a place for a null (HTML, 13.2.3.5), and nothing shows the others: a picture of each does (Unicode, control pictures).
            case "\u{0}"..."\u{1F}": escaped.append(Unicode.Scalar(0x2400 + scalar.value) ?? "\u{FFFD}")
            case "\u{7F}": escaped.append("\u{2421}")
            case "\u{80}"..."\u{9F}": escaped.append("\u{FFFD}")
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    /// What the template names in its first line.
    struct ContentType: MustacheContentType {
        static let name = "MARKUP"
        func escapeText(_ text: String) -> String { Markup.escaped(text) }
    }
}
