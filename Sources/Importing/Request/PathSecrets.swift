import Endpoints
import WireFormat

/// Tells which parts of a path are likely to be secret: they are asked as they were given, and named nowhere else.
enum PathSecrets {
    /// What stands for such a part where the path is shown.
    private static let leftOut = "…"
    /// Letters and digits in a row that are no word: so many, and so many digits among them.
    private static let shortest = 16
    private static let fewestDigits = 3

    /// A token or key by its looks, or a long row of letters and digits.
    static func isLikely(_ part: Substring) -> Bool {
        let text = PercentCode.decoded(String(part))
        if SecretNames.isSecretValue(text) { return true }
        return text.utf8.split(whereSeparator: { !$0.isDigit && !$0.isLetter }).contains { row in
            row.count >= shortest && row.count { $0.isDigit } >= fewestDigits && row.contains { $0.isLetter }
        }
    }

    /// True where one of the parts is likely to be secret; the query is not looked at.
    static func isIn(_ path: String) -> Bool { parts(path).contains(where: isLikely) }

    /// The path for a summary, without its query.
    static func shown(_ path: String) -> String {
        parts(path).map { isLikely($0) ? leftOut : String($0) }.joined(separator: "/")
    }

    /// The path for a name, without its query.
    static func withoutSecrets(_ path: String) -> String {
        parts(path).filter { !isLikely($0) }.joined(separator: "/")
    }

    private static func parts(_ path: String) -> [Substring] {
        path.prefix { $0 != "?" }.split(separator: "/", omittingEmptySubsequences: false)
    }
}
