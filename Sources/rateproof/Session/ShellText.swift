/// Texts as a shell reads them.
enum ShellText {
    /// In single quotes, whatever is in it.
    static func quoted(_ text: String) -> String {
        "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }

    /// As it is, where a shell would read it as it is.
    static func word(_ text: String) -> String {
        let isPlain = !text.isEmpty && text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || "-_./:=,@%+".utf8.contains($0)
        }
        return isPlain ? text : quoted(text)
    }
}
