/// Reads the JSON subset that `AttemptLine` writes, byte by byte, and knows where it stands when something is wrong.
///
/// The bytes belong to the caller, who keeps them alive; every read is held against their end.
struct LineScanner {
    private let bytes: UnsafeRawBufferPointer
    private(set) var position = 0

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    func malformed(_ what: String) -> AttemptLine.Malformed { AttemptLine.Malformed(offset: position, what: what) }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    /// Everything that was not read yet.
    var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[position...]) }

    mutating func skip(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ character: Unicode.Scalar) throws(AttemptLine.Malformed) {
        guard skip(character) else { throw malformed("expected '\(character)'") }
    }

    func expectEnd() throws(AttemptLine.Malformed) {
        guard position == bytes.count else { throw malformed("text after the end of the attempt") }
    }

    mutating func skipNull() -> Bool {
        guard next == UInt8(ascii: "n"), rest.starts(with: "null".utf8) else { return false }
        position += 4
        return true
    }

    mutating func numberThenComma() throws(AttemptLine.Malformed) -> Int64 {
        let number = try number()
        try expect(",")
        return number
    }

    mutating func number() throws(AttemptLine.Malformed) -> Int64 {
        let negative = skip("-")
        var value: Int64 = 0
        let first = position
        while let byte = next, byte &- UInt8(ascii: "0") < 10 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
            guard !overflow, !carry else { throw malformed("number too large") }
            value = sum
            position += 1
        }
        guard position > first else { throw malformed("expected a number") }
        return negative ? -value : value
    }

    mutating func numberOrNullThenComma() throws(AttemptLine.Malformed) -> Int64? {
        guard skipNull() else { return try numberThenComma() }
        try expect(",")
        return nil
    }

    mutating func text(using texts: inout Interned<String>) throws(AttemptLine.Malformed) -> String {
        try expect("\"")
        let first = position
        while let byte = next, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
        guard next != UInt8(ascii: "\\") else { return try escapedText(from: first) }
        let content = UnsafeRawBufferPointer(rebasing: bytes[first..<position])
        try expect("\"")
        // Up to here a text is kept in place.
        return content.count <= 15 ? String(decoding: content, as: UTF8.self) : texts.value(of: content) { String(decoding: content, as: UTF8.self) }
    }

    /// The slow path, for texts with escapes: rare, because header values seldom hold quotes.
    private mutating func escapedText(from first: Int) throws(AttemptLine.Malformed) -> String {
        var content = Array(bytes[first..<position])
        while let byte = next, byte != UInt8(ascii: "\"") {
            position += 1
            guard byte == UInt8(ascii: "\\") else { content.append(byte); continue }
            guard let escape = next else { break }
            position += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(escape)
            case UInt8(ascii: "u"): content.append(try hexByte())
            default: throw malformed("unknown escape")
            }
        }
        try expect("\"")
        return String(decoding: content, as: UTF8.self)
    }

    /// `\u00XX`: the writer escapes control bytes only.
    private mutating func hexByte() throws(AttemptLine.Malformed) -> UInt8 {
        guard position + 4 <= bytes.count,
              let value = UInt8(String(decoding: bytes[(position + 2)..<(position + 4)], as: UTF8.self), radix: 16)
        else { throw malformed("bad \\u escape") }
        position += 4
        return value
    }
}
