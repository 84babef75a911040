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

/// What one line of a response head means to a reader that is in a hurry.
enum HeadLine: Sendable {
    case status(Int)
    case length(Int)
    /// A field that is recorded.
    case field(FieldLine)
    case meaningless
    /// Something that decides about more than itself, or is not as simple as it should be: for the parser.
    case difficult

    /// `line` without its end; `isFirst` for the status line.
    init(_ line: [UInt8], isFirst: Bool, hiding key: APIKey) {
        self = isFirst ? Self.status(line) : Self.field(line, key)
    }

    private static func status(_ line: [UInt8]) -> HeadLine {
        guard let head = ResponseHead(line[...]), head.isVersion11, head.fields.isEmpty, head.status >= 200, ![204, 304].contains(head.status) else { return .difficult }
        return .status(head.status)
    }

    private static func field(_ line: [UInt8], _ key: APIKey) -> HeadLine {
        guard let head = ResponseHead(("HTTP/1.1 200\r\n".utf8 + line)[...]), head.fields.count == 1, let field = head.fields.first else { return .difficult }
        switch field.name {
        case "content-length":
            guard let length = Int(field.value), length >= 0, field.value.utf8.allSatisfy({ (48...57).contains($0) }) else { return .difficult }
            return .length(length)
        case "transfer-encoding": return .difficult
        case "connection": return field.value.lowercased() == "keep-alive" ? .meaningless : .difficult
        default: break
        }
        guard let kept = RecordedFields.select([field], hiding: key).first else { return .meaningless }
        // What had to be hidden or cut is different for every key.
        return kept.name == field.name && kept.value == field.value ? .field(kept) : .difficult
    }

    /// The index after the next CRLF; nothing where there is none, or a bare LF comes first.
    static func end(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int? {
        guard start < bytes.count, let base = bytes.baseAddress,
              let found = memchr(base + start, Int32(UInt8(ascii: "\n")), bytes.count - start) else { return nil }
        let index = UnsafeRawPointer(found) - base
        return index > start && bytes[index - 1] == UInt8(ascii: "\r") ? index + 1 : nil
    }

    /// The index after the empty line that ends a head.
    static func endOfHead(_ bytes: UnsafeRawBufferPointer) -> Int? {
        var start = 0
        while let end = end(bytes, from: start) {
            if end == start + 2, start > 0 { return end }
            start = end
        }
        return nil
    }
}
