import LoadEngine
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Responses with the same status and the same names in the same order. A message is compared with the last one line by line; only values that
/// changed are read.
///
///     kept     HTTP/1.1 201 Created ⏎ X-RateLimit-Limit: 100 ⏎ X-RateLimit-Remaining: 42 ⏎ Content-Length: 2 ⏎⏎ {}
///     message  HTTP/1.1 201 Created ⏎ X-RateLimit-Limit: 100 ⏎ X-RateLimit-Remaining: 41 ⏎ Content-Length: 2 ⏎⏎ {}
///                 same                  same                     read                        same
/// Nothing is allocated for a message whose new values are short.
final class ResponseShape {
    /// Changed lines may be so much longer.
    private static let spareRoom = 32

    private let bytes: UnsafeMutableRawPointer
    private let lines: UnsafeMutableBufferPointer<KnownLine>
    private let recycled: RecycledResponses
    private var bodyLength: Int
    /// Of refusals, whose bodies are recorded.
    private var body: [UInt8]?

    deinit {
        bytes.deallocate()
        lines.deallocate()
    }

    // MARK: Learning

    /// Nothing for a message that is not simple: more than one length, another framing, a connection that does not stay, something that was
    /// hidden or cut.
    init?(_ message: UnsafeRawBufferPointer, _ response: Response, for key: APIKey, _ recordedFields: RecordedFields) {
        guard let (layout, head, length) = Self.layout(of: message, response, key, recordedFields), message.count == head + length else { return nil }
        bytes = .allocate(byteCount: layout.last.map { $0.offset + $0.room } ?? 0, alignment: 8)
        lines = .allocate(capacity: layout.count)
        _ = lines.initialize(fromContentsOf: layout)
        var start = 0
        for line in layout {
            (bytes + line.offset).copyMemory(from: message.baseAddress! + start, byteCount: line.length)
            start += line.length
        }
        bodyLength = length
        body = response.status < 400 ? nil : Array(message[head...])
        recycled = RecycledResponses(response)
    }

    /// The lines, the length of the head with its end, and that of the body.
    private static func layout(
        of message: UnsafeRawBufferPointer, _ response: Response, _ key: APIKey, _ recordedFields: RecordedFields
    ) -> ([KnownLine], head: Int, body: Int)? {
        let fields = response.fields
        guard response.isWhole, response.status >= 200, ![204, 304].contains(response.status), message.starts(with: "HTTP/1.1 \(response.status)".utf8) else { return nil }
        var lines: [KnownLine] = []
        var (start, offset, recorded) = (0, 0, 0)
        var length: Int?
        while let end = HeadLine.end(message, from: start) {
            let line = UnsafeRawBufferPointer(rebasing: message[start..<(end - 2)])
            if line.isEmpty { return recorded == fields.count ? length.map { (lines, end, $0) } : nil }
            guard line.last != UInt8(ascii: "\r") else { return nil }
            let nameLength = lines.isEmpty ? 0 : (line.firstIndex(of: UInt8(ascii: ":")) ?? -1) + 1
            let kind: KnownLine.Kind
            if lines.isEmpty {
                kind = .fixed
            } else {
                guard nameLength > 1 else { return nil }
                let value = HeadLine.value(line, after: nameLength)
                switch FieldMeaning(Array(line[..<(nameLength - 1)]), recordedFields) {
                case .difficult: return nil
                case .skipped: kind = .skipped
                case .connection:
                    guard value.elementsEqual("keep-alive".utf8) else { return nil }
                    kind = .fixed
                case .length:
                    guard length == nil, let number = HeadLine.number(value) else { return nil }
                    length = number
                    kind = .length
                case .recorded(let name):
                    guard recorded < fields.count, fields[recorded] == FieldLine(name, String(decoding: value, as: UTF8.self)) else { return nil }
                    kind = .recorded(recorded)
                    recorded += 1
                }
            }
            lines.append(KnownLine(kind: kind, nameLength: nameLength, offset: offset, room: end - start + spareRoom, length: end - start))
            offset += end - start + spareRoom
            start = end
        }
        return nil
    }

    // MARK: Reading

    /// A line that has changed is kept as soon as it is read, whatever comes after it: each is right by itself.
    func read(_ message: UnsafeRawBufferPointer, for key: APIKey) -> KnownResponses.Reading {
        guard let base = message.baseAddress else { return .unknown }
        var start = 0
        for number in lines.indices {
            let line = lines[number]
            if start + line.length <= message.count, memcmp(bytes + line.offset, base + start, line.length) == 0 {
                start += line.length
                continue
            }
            guard let end = HeadLine.end(message, from: start) else { return Self.isCutOff(message, start) ? .partial(hasHead: false) : .unknown }
            guard keep(UnsafeRawBufferPointer(rebasing: message[start..<end]), number, key) else { return .unknown }
            start = end
        }
        guard start + 2 <= message.count else { return Self.isCutOff(message, start) ? .partial(hasHead: false) : .unknown }
        guard base.loadUnaligned(fromByteOffset: start, as: UInt16.self) == Self.lineEnd else { return .unknown }
        let whole = start + 2 + bodyLength
        guard message.count >= whole else { return whole <= KnownResponses.longest ? .partial(hasHead: true) : .unknown }
        guard message.count == whole else { return .unknown }
        if body != nil { keepBody(UnsafeRawBufferPointer(rebasing: message[(start + 2)...]), key) }
        return .whole(recycled.current, bodyLength: bodyLength)
    }

    private static let lineEnd = UInt16(littleEndian: 0x0a0d)

    /// True where a line goes on in bytes that have not come.
    private static func isCutOff(_ message: UnsafeRawBufferPointer, _ start: Int) -> Bool {
        HeadLine.couldBeHTTP(message) && !HeadLine.hasBareLineEnd(message, from: start)
    }

    /// False where the line is another one, or not simple.
    private func keep(_ line: UnsafeRawBufferPointer, _ number: Int, _ key: APIKey) -> Bool {
        let known = lines[number]
        guard known.nameLength > 0, line.count <= known.room, line.count >= known.nameLength + 2, let base = line.baseAddress,
              memcmp(bytes + known.offset, base, known.nameLength) == 0, line[line.count - 3] != UInt8(ascii: "\r") else { return false }
        let value = HeadLine.value(UnsafeRawBufferPointer(rebasing: line.dropLast(2)), after: known.nameLength)
        switch known.kind {
        case .fixed: return false
        case .skipped: break
        case .length:
            guard let length = HeadLine.number(value) else { return false }
            bodyLength = length
        case .recorded(let field):
            guard let text = Self.text(value, key) else { return false }
            recycled.setValue(text, ofField: field)
        }
        (bytes + known.offset).copyMemory(from: base, byteCount: line.count)
        lines[number].length = line.count
        return true
    }

    /// A value as it is recorded; nothing where something of it has to be hidden or cut.
    private static func text(_ value: UnsafeRawBufferPointer, _ key: APIKey) -> String? {
        let text = String(decoding: value, as: UTF8.self)
        // Short ones are kept in place and need no memory; without an underscore there is no key of the usual form in them, and of any other form
        // there is none in the whole message.
        if value.count <= 15, !value.contains(UInt8(ascii: "_")) { return text }
        return RecordedFields.hide(key, in: text) == text ? text : nil
    }

    private func keepBody(_ new: UnsafeRawBufferPointer, _ key: APIKey) {
        if let body, body.count == new.count, body.withUnsafeBytes({ memcmp($0.baseAddress!, new.baseAddress!, new.count) }) == 0 { return }
        body = Array(new)
        recycled.setExcerpt(RecordedFields.hide(key, in: String(decoding: new.prefix(ResponseReader.excerptBytes), as: UTF8.self)))
    }
}
