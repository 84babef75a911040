import LoadEngine
import Timeline
import WireFormat

/// What responses were made of before: under load a target says the same lines again and again, and often the same message.
///
/// A name is parsed when it comes for the first time and known by its bytes afterwards, a long value likewise; a message that is one of the
/// last few is the response of last time. Only what reads the same on every connection is kept. Lives on one loop.
package final class KnownResponses: @unchecked Sendable {
    /// Longer messages are parsed every time.
    static let longest = 8_192

    /// The head of a message whose every line is known or simple.
    struct Head {
        var status: Int
        var fields: [FieldLine]
        var bodyLength: Int
    }

    private struct Recent {
        var bytes: [UInt8] = []
        var owner: APIKey?
        var response: Response
    }

    /// The lines of the last head, by number.
    private var lastLines: [KnownLine] = []
    private var statuses = ByteTable<Int>()
    private var names = ByteTable<FieldMeaning>()
    private var values = ByteTable<String>()
    private var excerpts = ByteTable<String>()
    /// The last few messages, the oldest replaced first.
    private var recent: [Recent] = []
    private var oldest = 0
    private static let mostRecent = 4

    package init() {}

    // MARK: Whole messages

    func response(_ message: UnsafeRawBufferPointer, for key: APIKey) -> Response? {
        let owner = Self.owner(key)
        // By index, so that nothing is copied to be compared.
        for index in recent.indices where recent[index].bytes.count == message.count && ByteTable<Void>.areEqual(recent[index].bytes, message) {
            if recent[index].owner == owner { return recent[index].response }
        }
        return nil
    }

    /// The response of a head and its body.
    func response(_ message: UnsafeRawBufferPointer, _ head: Head, for key: APIKey) -> Response {
        let body = UnsafeRawBufferPointer(rebasing: message[(message.count - head.bodyLength)...])
        let response = Response(status: head.status, fields: head.fields, excerpt: head.status < 400 ? nil : excerpt(body, key))
        if recent.count < Self.mostRecent {
            recent.append(Recent(bytes: Array(message), owner: Self.owner(key), response: response))
        } else {
            // In place, so that nothing is allocated.
            recent[oldest].bytes.removeAll(keepingCapacity: true)
            recent[oldest].bytes.append(contentsOf: message)
            recent[oldest].owner = Self.owner(key)
            recent[oldest].response = response
            oldest = (oldest + 1) % Self.mostRecent
        }
        return response
    }

    private func excerpt(_ body: UnsafeRawBufferPointer, _ key: APIKey) -> String {
        let body = UnsafeRawBufferPointer(rebasing: body.prefix(ResponseReader.excerptBytes))
        let owner = Self.owner(key)
        if let known = excerpts.value(of: body, owner) { return known }
        let raw = String(decoding: body, as: UTF8.self)
        let excerpt = RecordedFields.hide(key, in: raw)
        if excerpt == raw { excerpts.keep(excerpt, body, owner) }
        return excerpt
    }

    // MARK: Heads

    /// What the beginning of a message is.
    enum Beginning {
        case head(Head, length: Int)
        /// More bytes are needed to know.
        case partial
        /// Only the parser can read it, or something of it has to be hidden.
        case difficult
    }

    /// Reads a head line by line; most are those of the last message, and need only be compared.
    func head(_ bytes: UnsafeRawBufferPointer, for key: APIKey) -> Beginning {
        let remembers = Self.owner(key) == nil
        var head = Head(status: 0, fields: [], bodyLength: -1)
        head.fields.reserveCapacity(8)
        var start = 0
        var number = 0
        while true {
            if remembers, number < lastLines.count, lastLines[number].begins(bytes, at: start) {
                guard lastLines[number].meaning.apply(to: &head, isFirst: number == 0) else { return .difficult }
                start += lastLines[number].length
            } else {
                guard let end = HeadLine.end(bytes, from: start) else { return HeadLine.hasBareLineEnd(bytes, from: start) ? .difficult : .partial }
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<(end - 2)])
                if line.last == UInt8(ascii: "\r") { return .difficult }
                if line.isEmpty {
                    return head.bodyLength >= 0 && head.fields.count < 64 && number > 0 ? .head(head, length: end) : .difficult
                }
                guard let meaning = number == 0 ? status(line).map(LineMeaning.status) : self.meaning(ofLine: line, key),
                      meaning.apply(to: &head, isFirst: number == 0) else { return .difficult }
                if remembers { remember(UnsafeRawBufferPointer(rebasing: bytes[start..<end]), meaning, at: number) }
                start = end
            }
            number += 1
        }
    }

    private func remember(_ line: UnsafeRawBufferPointer, _ meaning: LineMeaning, at number: Int) {
        if number < lastLines.count {
            lastLines[number].replace(line, meaning)
        } else if number == lastLines.count, number < 64 {
            lastLines.append(KnownLine(line, meaning))
        }
    }

    private func status(_ line: UnsafeRawBufferPointer) -> Int? {
        if let known = statuses.value(of: line, nil) { return known }
        guard let head = ResponseHead(Array(line)[...]), head.isVersion11, head.fields.isEmpty, head.status >= 200, ![204, 304].contains(head.status) else { return nil }
        statuses.keep(head.status, line, nil)
        return head.status
    }

    /// Nothing for a field that is not simple.
    private func meaning(ofLine line: UnsafeRawBufferPointer, _ key: APIKey) -> LineMeaning? {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return nil }
        let name = UnsafeRawBufferPointer(rebasing: line[..<colon])
        var value = UnsafeRawBufferPointer(rebasing: line[(colon + 1)...])
        while let first = value.first, first == 0x20 || first == 0x09 { value = UnsafeRawBufferPointer(rebasing: value.dropFirst()) }
        while let last = value.last, last == 0x20 || last == 0x09 { value = UnsafeRawBufferPointer(rebasing: value.dropLast()) }
        switch self.meaning(of: name) {
        case .skipped: return .nothing
        case .difficult: return nil
        case .connection: return value.elementsEqual("keep-alive".utf8) ? .nothing : nil
        case .length: return Self.number(value).map { .length($0) }
        case .recorded(let name): return text(value, key).map { .field(FieldLine(name, $0)) }
        }
    }

    private func meaning(of name: UnsafeRawBufferPointer) -> FieldMeaning {
        if let known = names.value(of: name, nil) { return known }
        let meaning = FieldMeaning(Array(name))
        names.keep(meaning, name, nil)
        return meaning
    }

    private static func number(_ digits: UnsafeRawBufferPointer) -> Int? {
        guard (1...9).contains(digits.count) else { return nil }
        var number = 0
        for digit in digits {
            guard digit &- UInt8(ascii: "0") < 10 else { return nil }
            number = number * 10 + Int(digit - UInt8(ascii: "0"))
        }
        return number
    }

    /// A value as it is recorded; nothing where something of it has to be hidden or cut.
    private func text(_ value: UnsafeRawBufferPointer, _ key: APIKey) -> String? {
        let owner = Self.owner(key)
        // Short ones are kept in place and need no memory; without an underscore there is no key in them.
        if value.count <= 15, owner == nil, !value.contains(UInt8(ascii: "_")) { return String(decoding: value, as: UTF8.self) }
        if let known = values.value(of: value, owner) { return known }
        let text = String(decoding: value, as: UTF8.self)
        guard RecordedFields.hide(key, in: text) == text else { return nil }
        values.keep(text, value, owner)
        return text
    }

    /// Keys of the usual form can be found in a response; one of any other form has what is known to itself.
    private static func owner(_ key: APIKey) -> APIKey? { key.secret.hasPrefix(APIKey.prefix) ? nil : key }
}
