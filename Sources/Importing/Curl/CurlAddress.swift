/// Reads the URL of a curl line as curl does.
enum CurlAddress {
    static func read(_ word: ShellWord, isGlobOff: Bool, _ notes: inout [String]) throws(ImportProblem) -> WebAddress {
        let text = word.text
        let scheme = WebAddress.scheme(of: text)
        let behind = text.dropFirst(scheme.isEmpty ? 0 : scheme.count + 3)
        let authority = behind.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let host = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        if ShellVariable.name(of: text) != nil || ShellVariable.first(in: String(host)) != nil {
            throw ImportProblem(at: word.position, "the address of the target is in a variable",
                                "Put in scheme and host themselves.")
        }
        let rest = text[authority.endIndex...].prefix { $0 != "#" }
        if !isGlobOff, let sign = rest.first(where: { "{}[]".contains($0) }) {
            throw ImportProblem(at: word.position, "the URL has a \(sign), with which curl tries several addresses",
                                "Put in one value, or add -g where the sign itself is meant.")
        }
        do {
            let address = try WebAddress(text, usual: "http")
            if scheme.isEmpty { notes.append("The URL has no scheme, and is taken for http:// as curl does.") }
            return address
        } catch {
            throw ImportProblem(at: word.position, error.what, error.remedy)
        }
    }
}
