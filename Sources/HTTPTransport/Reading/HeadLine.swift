import LoadEngine
import Timeline
import WireFormat

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What the name of a field means to a reader that is in a hurry.
enum FieldMeaning: Sendable {
    case length
    case connection
    /// Kept in the history, under its name in lower case.
    case recorded(String)
    case skipped
    /// Decides about more than itself, or is no name: for the parser.
    case difficult

    /// `name` is everything before the colon.
    init(_ name: [UInt8], _ recorded: RecordedFields) {
        guard let head = ResponseHead(("HTTP/1.1 200\r\n".utf8 + name + ":".utf8)[...]), head.fields.count == 1, let name = head.fields.first?.name else {
            self = .difficult
            return
        }
        switch name {
        case "content-length": self = .length
        case "connection": self = .connection
        case "transfer-encoding": self = .difficult
        default:
            let isPlain = name.utf8.count <= 64 && !name.utf8.contains(UInt8(ascii: "_"))
            self = !recorded.keeps(name) ? .skipped : isPlain ? .recorded(name) : .difficult
        }
    }
}

/// The lines of a response head, as bytes.
enum HeadLine {
    /// The index after the next CRLF; nothing where there is none, or a bare LF comes first.
    static func end(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
              let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start) else { return nil }
        let index = UnsafeRawPointer(found) - base
        return index > start && bytes[index - 1] == UInt8(ascii: "\r") ? index + 1 : nil
    }

    /// True where the next line ends without the CR that it should have.
    static func hasBareLineEnd(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Bool {
        guard start < bytes.count, let base = bytes.baseAddress else { return false }
        return memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start) != nil
    }

    /// False as soon as the first bytes cannot begin a status line.
    static func couldBeHTTP(_ bytes: UnsafeRawBufferPointer) -> Bool {
        bytes.prefix(7).elementsEqual("HTTP/1.".utf8.prefix(bytes.count))
    }

    /// What comes after the name and its colon, without the blanks around it.
    static func value(_ line: UnsafeRawBufferPointer, after nameLength: Int) -> UnsafeRawBufferPointer {
        var (start, end) = (nameLength, line.count)
        while start < end, isBlank(line[start]) { start += 1 }
        while end > start, isBlank(line[end - 1]) { end -= 1 }
        return UnsafeRawBufferPointer(rebasing: line[start..<end])
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }
}
