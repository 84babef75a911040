/// The words of a curl line, told apart as curl does it.
struct CurlArguments {
    struct Given {
        var option: CurlOption
        /// Empty where the option takes none.
        var value: ShellWord
        var position: Int
    }

    private(set) var options: [Given] = []
    private(set) var addresses: [ShellWord] = []
    private let words: [ShellWord]
    private var index = 0

    init(_ words: [ShellWord]) throws(ImportProblem) {
        self.words = try Self.withoutCommand(words)
        var hasEnded = false
        while index < self.words.count {
            let word = self.words[index]
            index += 1
            if word.text.hasPrefix("–") || word.text.hasPrefix("—") {
                throw ImportProblem(at: word.position, "this begins with a long dash, which curl does not know",
                                    "Write - or -- instead.")
            }
            if !hasEnded, word.text == "--" {
                hasEnded = true
            } else if !hasEnded, word.text.hasPrefix("--") {
                try readLong(word)
            } else if !hasEnded, word.text.hasPrefix("-"), word.text != "-" {
                try readShort(word)
            } else {
                addresses.append(word)
            }
        }
    }

    /// The name of the command may be missing, or have a path.
    private static func withoutCommand(_ words: [ShellWord]) throws(ImportProblem) -> [ShellWord] {
        guard let first = words.first else {
            throw ImportProblem(at: 1, "the line is empty", "Give a curl command with a URL.")
        }
        func isCurl(_ word: ShellWord) -> Bool {
            let name = word.text.split { $0 == "/" || $0 == "\\" }.last?.lowercased()
            return !word.text.contains("://") && (name == "curl" || name == "curl.exe")
        }
        if isCurl(first) { return Array(words.dropFirst()) }
        if let curl = words.prefix(8).first(where: { isCurl($0) && !first.text.hasPrefix("-") }) {
            throw ImportProblem(at: first.position, "something stands before curl",
                                "Begin with curl, at position \(curl.position).")
        }
        let others = ["wget", "http", "https", "xh", "httpie", "invoke-webrequest", "invoke-restmethod", "iwr", "irm"]
        guard !others.contains(first.text.lowercased()) else {
            throw ImportProblem(at: first.position, "this is another command than curl",
                                "Write the request as a curl line.")
        }
        return words
    }

    private mutating func readLong(_ word: ShellWord) throws(ImportProblem) {
        let text = String(word.text.dropFirst(2))
        let name = String(text.prefix { $0 != "=" })
        let isWhole = name.utf8.count == text.utf8.count
        guard let option = CurlOption.find(long: name) else { throw Self.unknown(name, word.position) }
        guard isWhole else {
            let mend = option.takesValue ? "Write --\(name) and the value with a space between them."
                : "Write --\(name) alone."
            throw ImportProblem(at: word.position, "curl takes no --\(name)=…", mend)
        }
        let value = option.takesValue ? try takeValue(option, word) : ShellWord(text: "", position: word.position)
        options.append(Given(option: option, value: value, position: word.position))
    }

    private mutating func readShort(_ word: ShellWord) throws(ImportProblem) {
        var letters = Substring(word.text.dropFirst())
        while let letter = letters.first {
            letters = letters.dropFirst()
            guard let option = CurlOption.find(short: letter) else { throw Self.unknown(letter, word) }
            var value = ShellWord(text: "", position: word.position)
            if option.takesValue {
                value = letters.isEmpty ? try takeValue(option, word)
                    : ShellWord(text: String(letters), position: word.position)
                letters = ""
            }
            options.append(Given(option: option, value: value, position: word.position))
        }
    }

    private mutating func takeValue(_ option: CurlOption, _ word: ShellWord) throws(ImportProblem) -> ShellWord {
        guard index < words.count else {
            throw ImportProblem(at: word.position, "\(option.shown) is the last word, and needs a value",
                                "Add the value behind it.")
        }
        index += 1
        return words[index - 1]
    }

    private static func unknown(_ name: String, _ position: Int) -> ImportProblem {
        let isName = name.utf8.count <= 40
            && name.utf8.allSatisfy { $0.isSmall || $0.isDigit || "-.".utf8.contains($0) }
        let near = CurlOption.near(name).map { "Did you mean --\($0.long)?" }
        return ImportProblem(at: position, isName ? "--\(name) is no known option" : "this is no known option",
                             near ?? "Leave it out, or quote it where it is a value.")
    }

    private static func unknown(_ letter: Character, _ word: ShellWord) -> ImportProblem {
        // A single dash before a long name.
        let name = String(word.text.dropFirst())
        let meant = CurlOption.find(long: name).map { "Did you mean --\($0.long)?" }
        let other = letter.isLowercase ? letter.uppercased() : letter.lowercased()
        let near = letter.isASCII && letter.isLetter ? CurlOption.find(short: Character(other)) : nil
        let shown = letter.isASCII && (letter.isLetter || letter.isNumber) ? "-\(letter) is" : "this is"
        return ImportProblem(at: word.position, "\(shown) no known option of curl",
                             meant ?? near.map { "Did you mean \($0.shown)?" }
                                 ?? "Leave it out, or quote it where it is a value.")
    }
}
