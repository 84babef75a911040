/// A slot of a template while a request is put together: between two private-use characters, so that a `${` of the
/// user's own stays apart from one of ours.
enum Slot {
    private static let open = "\u{F0002}"
    private static let close = "\u{F0003}"

    static let key = mark("key")
    static let uuid = mark("uuid")
    static let email = mark("email")

    private static func mark(_ name: String) -> String { open + name + close }

    /// The text as a template: a literal `${` is escaped, and marks are slots.
    static func template(_ text: String) -> String {
        Bytes.replacing([("${", "$${"), (open, "${"), (close, "}")], in: text)
    }
}

/// A shell variable inside a word, between two private-use characters.
package enum ShellVariable {
    static let open: Unicode.Scalar = "\u{F0000}"
    static let close: Unicode.Scalar = "\u{F0001}"

    static func mark(_ name: String) -> String { "\(open)\(name)\(close)" }

    /// The name, where the whole text is one variable.
    package static func name(of text: String) -> String? {
        let scalars = text.unicodeScalars
        guard scalars.first == open, scalars.last == close, scalars.count > 2 else { return nil }
        let inner = scalars.dropFirst().dropLast()
        return inner.contains(open) ? nil : String(inner)
    }

    /// The name of the first one inside a text.
    static func first(in text: String) -> String? {
        guard let start = text.unicodeScalars.firstIndex(of: open) else { return nil }
        return String(text.unicodeScalars[start...].dropFirst().prefix { $0 != close })
    }

    /// True for a name that a profile accepts.
    static func isAccepted(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.allSatisfy { $0.isDigit || $0.isCapital || $0 == UInt8(ascii: "_") }
    }
}

/// What has to be done with bytes: a `Character` may hide a quote behind an accent.
enum Bytes {
    /// The first spelling that fits is replaced, and what replaces it is not looked at again.
    static func replacing(_ pairs: [(spelling: String, by: String)], in text: String) -> String {
        replacing(pairs, in: text) { _, _, _ in true }
    }

    /// As above, where a place is also asked whether it counts.
    static func replacing(_ pairs: [(spelling: String, by: String)], in text: String,
                          where isMeant: (_ text: [UInt8], _ range: Range<Int>, _ pair: Int) -> Bool) -> String {
        let bytes = Array(text.utf8)
        let spellings = pairs.map { Array($0.spelling.utf8) }
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            let found = spellings.indices.first { pair in
                let spelling = spellings[pair]
                guard let first = spelling.first, bytes[index] == first, index + spelling.count <= bytes.count,
                      bytes[index..<index + spelling.count].elementsEqual(spelling) else { return false }
                return isMeant(bytes, index..<index + spelling.count, pair)
            }
            if let found {
                result += pairs[found].by.utf8
                index += spellings[found].count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}

/// The private-use characters that stand around slots and variables.
enum Marks {
    static func isMark(_ scalar: Unicode.Scalar) -> Bool { (0xF0000...0xF0003).contains(scalar.value) }
}
