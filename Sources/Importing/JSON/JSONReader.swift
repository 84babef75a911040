/// Reads JSON (RFC 8259) strictly, and no more of it than is bounded.
package struct JSONReader {
    /// What is wrong, and where; never what stands there.
    package struct Malformed: Error, Equatable {
        var what: String
        var line: Int
        var column: Int
    }

    private static let deepest = 128
    private static let mostValues = 4_000_000

    private let bytes: [UInt8]
    private var index = 0
    private var left = mostValues

    private init(_ text: String) { bytes = Array(text.utf8) }

    package static func read(_ text: String) throws(Malformed) -> JSONValue {
        var reader = JSONReader(text)
        let value = try reader.value(deepest)
        reader.skipSpace()
        guard reader.index == reader.bytes.count else { throw reader.malformed("there is something behind the end") }
        return value
    }

    package static func isValid(_ text: String) -> Bool { (try? read(text)) != nil }

    private var next: UInt8? { index < bytes.count ? bytes[index] : nil }

    private func malformed(_ what: String) -> Malformed {
        let before = bytes[..<min(index, bytes.count)]
        let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        return Malformed(what: what, line: before.count { $0 == UInt8(ascii: "\n") } + 1,
                         column: before.count - start + 1)
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skipSpace()
        guard next == byte else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(Malformed) {
        guard take(byte) else { throw malformed("\"\(Character(Unicode.Scalar(byte)))\" is missing") }
    }

    private mutating func value(_ depth: Int) throws(Malformed) -> JSONValue {
        left -= 1
        guard depth > 0 else { throw malformed("values are nested more than \(Self.deepest) deep") }
        guard left > 0 else { throw malformed("there are more than \(Self.mostValues) values") }
        skipSpace()
        switch next {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["): return try array(depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(_ depth: Int) throws(Malformed) -> JSONValue {
        index += 1
        var members: [JSONValue.Member] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            guard next == UInt8(ascii: "\"") else { throw malformed("the name of a member is missing") }
            let name = try string()
            try expect(UInt8(ascii: ":"))
            members.append(JSONValue.Member(name, try value(depth - 1)))
        } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func array(_ depth: Int) throws(Malformed) -> JSONValue {
        index += 1
        var items: [JSONValue] = []
        if take(UInt8(ascii: "]")) { return .array(items) }
        repeat { items.append(try value(depth - 1)) } while take(UInt8(ascii: ","))
        try expect(UInt8(ascii: "]"))
        return .array(items)
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(Malformed) -> JSONValue {
        guard bytes[index...].starts(with: word.utf8) else { throw malformed("there is no value") }
        index += word.utf8.count
        return value
    }

    private mutating func number() throws(Malformed) -> JSONValue {
        let start = index
        if next == UInt8(ascii: "-") { index += 1 }
        if next == UInt8(ascii: "0") { index += 1 } else { try digits() }
        if next == UInt8(ascii: ".") {
            index += 1
            try digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            index += 1
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { index += 1 }
            try digits()
        }
        return .number(String(decoding: bytes[start..<index], as: UTF8.self))
    }

    private mutating func digits() throws(Malformed) {
        let start = index
        while let byte = next, (0x30...0x39).contains(byte) { index += 1 }
        guard index > start else { throw malformed(next == nil ? "the text ends too early" : "there is no value") }
    }

    private mutating func string() throws(Malformed) -> String {
        index += 1
        var start = index
        var text: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                text += bytes[start..<index]
                index += 1
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += bytes[start..<index]
                index += 1
                text += try escape()
                start = index
            case ..<0x20: throw malformed("a string has a control character")
            default: index += 1
            }
        }
        throw malformed("a string is not closed")
    }

    private mutating func escape() throws(Malformed) -> [UInt8] {
        guard let byte = next else { throw malformed("a string is not closed") }
        index += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte]
        case UInt8(ascii: "b"): return [0x08]
        case UInt8(ascii: "f"): return [0x0C]
        case UInt8(ascii: "n"): return [0x0A]
        case UInt8(ascii: "r"): return [0x0D]
        case UInt8(ascii: "t"): return [0x09]
        case UInt8(ascii: "u"): break
        default: throw malformed("a string has an unknown escape")
        }
        var code = try hex()
        if (0xD800..<0xDC00).contains(code), bytes[index...].starts(with: "\\u".utf8) {
            let back = index
            index += 2
            let low = try hex()
            if (0xDC00..<0xE000).contains(low) {
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            } else {
                index = back
            }
        }
        return Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8)
    }

    private mutating func hex() throws(Malformed) -> UInt32 {
        let digits = bytes[index...].prefix(4)
        guard digits.count == 4, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
              let code = UInt32(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw malformed("a string has a broken \\u escape")
        }
        index += 4
        return code
    }
}
