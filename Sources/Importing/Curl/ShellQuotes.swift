extension ShellReader {
    private func unclosed(_ quote: String, _ opened: Int) -> ImportProblem {
        ImportProblem(at: opened + 1, "the quote \(quote) that opens here is never closed",
                      quote == "'" ? "Close it; write an apostrophe inside as '\\''."
                          : "Close it; write a quote inside as \\\".")
    }

    mutating func readSingle(_ opened: Int) throws(ImportProblem) {
        while let scalar = next {
            index += 1
            if scalar == "'" { return }
            append(scalar)
        }
        throw unclosed("'", opened)
    }

    mutating func readDouble(_ opened: Int) throws(ImportProblem) {
        while let scalar = next {
            let position = index
            index += 1
            switch scalar {
            case "\"": return
            case "`": throw Self.substitution(position)
            case "$": try readDollar(position, isInside: true)
            case "\\":
                guard let escaped = next else { throw unclosed("\"", opened) }
                if escaped == "\n" {
                    index += 1
                } else if "$`\"\\".unicodeScalars.contains(escaped) {
                    append(escaped)
                    index += 1
                } else {
                    append(scalar)
                }
            default: append(scalar)
            }
        }
        throw unclosed("\"", opened)
    }

    /// What follows a dollar sign: a variable, a quote of bash, or nothing special.
    mutating func readDollar(_ position: Int, isInside: Bool) throws(ImportProblem) {
        switch next {
        case "(": throw Self.substitution(position)
        case "'" where !isInside:
            index += 1
            try readEscapes(position)
        case "\"" where !isInside:
            index += 1
            try readDouble(position)
        case "{":
            index += 1
            let name = readName()
            guard !name.isEmpty, next == "}" else {
                throw ImportProblem(at: position + 1, "this is more than the name of a variable",
                                    "Put in the value itself.")
            }
            index += 1
            add(variable: name, position)
        case let scalar? where Self.isLetter(scalar):
            add(variable: readName(), position)
        case let scalar? where ("0"..."9").contains(scalar) || "@*#?$!".unicodeScalars.contains(scalar):
            throw ImportProblem(at: position + 1, "the shell would put in a parameter of its own here",
                                "Put the text into single quotes, or a backslash before the dollar sign.")
        default: append("$" as Unicode.Scalar)
        }
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    private mutating func readName() -> String {
        var name = ""
        while let scalar = next, Self.isLetter(scalar) || (!name.isEmpty && ("0"..."9").contains(scalar)) {
            name.unicodeScalars.append(scalar)
            index += 1
        }
        return name
    }

    private mutating func add(variable name: String, _ position: Int) {
        append(ShellVariable.mark(name))
        if line.variables[name] == nil { line.variables[name] = position + 1 }
    }

    /// `$'…'` with the escapes of C, as bash has it.
    private mutating func readEscapes(_ opened: Int) throws(ImportProblem) {
        while let scalar = next {
            index += 1
            if scalar == "'" { return }
            guard scalar == "\\" else {
                append(scalar)
                continue
            }
            guard let letter = next else { break }
            index += 1
            try append(escape: letter)
        }
        throw unclosed("'", opened + 1)
    }

    private mutating func append(escape letter: Unicode.Scalar) throws(ImportProblem) {
        let plain: [Unicode.Scalar: UInt8] = [
            "a": 7, "b": 8, "e": 27, "E": 27, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92, "'": 39, "\"": 34,
            "?": 63,
        ]
        if let byte = plain[letter] {
            word?.append(byte)
            return
        }
        switch letter {
        case "x": append(byte: digits(2, radix: 16), or: "\\x")
        case "u": append(code: digits(4, radix: 16), or: "\\u")
        case "U": append(code: digits(8, radix: 16), or: "\\U")
        case "0"..."7":
            index -= 1
            append(byte: digits(3, radix: 8), or: "")
        case "c":
            if let control = next {
                index += 1
                word?.append(UInt8(truncatingIfNeeded: control.value & 0x1F))
            }
        default:
            append("\\" as Unicode.Scalar)
            append(letter)
        }
    }

    private mutating func digits(_ most: Int, radix: UInt32) -> UInt32? {
        var value: UInt32?
        for _ in 0..<most {
            guard let digit = next.flatMap({ Character($0).hexDigitValue }), digit < radix else { break }
            value = (value ?? 0) &* radix &+ UInt32(digit)
            index += 1
        }
        return value
    }

    private mutating func append(byte value: UInt32?, or text: String) {
        if let value { word?.append(UInt8(truncatingIfNeeded: value)) } else { append(text) }
    }

    private mutating func append(code value: UInt32?, or text: String) {
        guard let value else { return append(text) }
        append(Unicode.Scalar(value) ?? "\u{FFFD}")
    }
}
