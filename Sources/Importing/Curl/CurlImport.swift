import Endpoints

/// Reads a request from a curl command, without running a shell.
package enum CurlImport {
    /// Line breaks behind backslashes, a prompt before it, and a pipe behind it are all right.
    package static func read(_ line: String) throws(ImportProblem) -> EndpointDraft {
        try ImportProblem.checkSize(of: line, place: "the curl line")
        try refuseOtherShells(line)
        let words = try ShellReader.read(line)
        var request = try CurlRequest(CurlArguments(words.words)).seen()
        request.notes = words.notes + request.notes
        let draft = request.draft()
        try refuseVariables(in: draft, words.variables)
        return draft
    }

    /// Browsers also copy for the command prompt of Windows, where a caret quotes.
    private static func refuseOtherShells(_ line: String) throws(ImportProblem) {
        let carets = ["^\n", "^\r\n", "^\""].compactMap { line.firstRange(of: $0)?.lowerBound }
        if let caret = carets.min() {
            let position = line.unicodeScalars.distance(from: line.startIndex, to: caret) + 1
            throw ImportProblem(at: position, "this is quoted for the command prompt of Windows",
                                "Copy it as cURL for bash.")
        }
        for scalar in line.unicodeScalars where Marks.isMark(scalar) || scalar.value == 0 {
            throw ImportProblem(what: "it has a character that no text has", place: "the curl line",
                                remedy: "Take it out.")
        }
    }

    /// Only a key may be left to the environment.
    private static func refuseVariables(in draft: EndpointDraft, _ positions: [String: Int]) throws(ImportProblem) {
        var texts = [draft.path, draft.method, draft.target.trust ?? "", draft.target.certificate ?? "",
                     draft.target.certificateKey ?? "", draft.target.proxy ?? "", draft.target.connect ?? ""]
        texts += draft.headers.flatMap { [$0.name, $0.value] } + draft.secrets + draft.notes
        switch draft.credential {
        case .none, .basic: break
        case .header(let name, let prefix): texts += [name, prefix]
        case .query(let name), .cookie(let name): texts.append(name)
        }
        switch draft.body {
        case nil: break
        case .text(let text), .json(let text), .file(let text): texts.append(text)
        }
        for text in texts {
            guard let name = ShellVariable.first(in: text) else { continue }
            throw .variable(name, at: positions[name] ?? 1)
        }
    }
}
