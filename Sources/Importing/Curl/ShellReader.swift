/// Parts a line into words as a POSIX shell and bash do (XCU 2.2 and 2.3), without running anything.
///
/// Positions count Unicode scalars, from 1.
package struct ShellReader {
    package let scalars: [Unicode.Scalar]
    package var index = 0
    /// UTF-8 of the word that is being read; nothing between words.
    package var word: [UInt8]?
    private var start = 0
    private var isQuoted = false
    package var line = ShellLine()

    private init(_ text: String) { scalars = Array(text.unicodeScalars) }

    package static func read(_ text: String) throws(ImportProblem) -> ShellLine {
        var reader = ShellReader(text)
        reader.skipPrompt()
        try reader.readWords()
        return reader.line
    }

    package var next: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }
    package func peek(_ offset: Int) -> Unicode.Scalar? { index + offset < scalars.count ? scalars[index + offset] : nil }

    /// What a copied line begins with.
    private mutating func skipPrompt() {
        while let scalar = next, scalar.properties.isWhitespace { index += 1 }
        if next == "$" || next == "%", peek(1) == " " { index += 2 }
    }

    package mutating func append(_ text: String) {
        if word == nil { word = [] }
        word?.append(contentsOf: text.utf8)
    }
    package mutating func append(_ scalar: Unicode.Scalar) { append(String(scalar)) }

    private mutating func begin() {
        guard word == nil else { return }
        word = []
        start = index + 1
        isQuoted = false
    }

    private mutating func end() {
        if let word { line.words.append(ShellWord(text: String(decoding: word, as: UTF8.self), position: start)) }
        word = nil
    }

    private mutating func readWords() throws(ImportProblem) {
        while let scalar = next {
            switch scalar {
            case " ", "\t":
                end()
                index += 1
            case "\n", "\r":
                end()
                if try endsLine() { return }
            case "|", ";", "&", "<", ">":
                return stop(at: scalar)
            case "#" where word == nil:
                while let next, next != "\n" { index += 1 }
            case "\\":
                try readBackslash()
            case "'", "\"", "$", "`":
                begin()
                isQuoted = isQuoted || scalar != "$"
                try readQuoted(scalar)
            case "\u{2018}", "\u{2019}", "\u{201C}", "\u{201D}":
                throw ImportProblem(at: index + 1, "this is a typographic quote, which no shell knows",
                                    "Write \" or ' instead.")
            default:
                begin()
                append(scalar)
                index += 1
            }
        }
        end()
    }

    private mutating func readQuoted(_ scalar: Unicode.Scalar) throws(ImportProblem) {
        let opened = index
        index += 1
        switch scalar {
        case "'": try readSingle(opened)
        case "\"": try readDouble(opened)
        case "$": try readDollar(opened, isInside: false)
        default: throw Self.substitution(opened)
        }
    }

    package static func substitution(_ position: Int) -> ImportProblem {
        ImportProblem(at: position + 1, "the shell would run a command here, and put in what it prints",
                      "Put in the value itself.")
    }

    private mutating func readBackslash() throws(ImportProblem) {
        var ahead = 1
        while peek(ahead) == " " || peek(ahead) == "\t" || peek(ahead) == "\r" { ahead += 1 }
        if peek(ahead) == "\n" {
            if peek(1) == " " || peek(1) == "\t" {
                line.notes.append("White space behind the backslash at position \(index + 1) was passed over: "
                    + "the shell would end the line there.")
            }
            index += ahead + 1
        } else if let escaped = peek(1) {
            begin()
            isQuoted = true
            append(escaped)
            index += 2
        } else {
            index += 1
        }
    }

    /// True where nothing else follows. Throws where options go on without a backslash.
    private mutating func endsLine() throws(ImportProblem) -> Bool {
        let position = index + 1
        while let scalar = next, scalar.properties.isWhitespace { index += 1 }
        guard let next, !line.words.isEmpty else { return self.next == nil }
        if next == "-" || next == "'" || next == "\"" {
            throw ImportProblem(at: position, "the line ends here, and options go on in the next one",
                                "Put a backslash at the end of each line but the last.")
        }
        if next != "#" {
            line.notes.append("What follows the end of the line at position \(position) is not taken over: it is "
                + "another command.")
        }
        return true
    }

    private mutating func stop(at scalar: Unicode.Scalar) {
        // The number of a redirection, as in 2>&1, is no word.
        let isNumber = !isQuoted && word?.isEmpty == false && word?.allSatisfy { (48...57).contains($0) } == true
        if isNumber, scalar == "<" || scalar == ">" { word = nil }
        end()
        let isDouble = peek(1) == scalar
        let sign = isDouble ? "\(scalar)\(scalar)" : "\(scalar)"
        var note = "What follows \(sign) at position \(index + 1) is not taken over: the shell does not hand it "
            + "to curl."
        if scalar == "&", !isDouble { note += " Where the & belongs to the URL, put the URL in quotes." }
        var rest = index + 1
        while rest < scalars.count, scalars[rest].properties.isWhitespace { rest += 1 }
        if rest < scalars.count { line.notes.append(note) }
    }
}
