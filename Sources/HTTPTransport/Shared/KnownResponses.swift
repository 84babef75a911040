import LoadEngine
import Timeline

/// What responses were made of before: under load a target says the same lines again and again, and often the same message.
///
/// A line is parsed when it comes for the first time and known by its bytes afterwards; a message that is one of the last few is the response
/// of last time. Only what reads the same on every connection is kept. Lives on one loop.
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

    private var lines = ByteTable<HeadLine>()
    private var excerpts = ByteTable<String>()
    /// The last few messages, the oldest replaced first.
    private var recent: [Recent] = []
    private var oldest = 0
    private static let mostRecent = 4

    package init() {}

    // MARK: Whole messages

    func response(_ message: UnsafeRawBufferPointer, for key: APIKey) -> Response? {
        let owner = Self.owner(key)
        for one in recent where one.bytes.count == message.count && one.owner == owner && ByteTable<Void>.areEqual(one.bytes, message) {
            return one.response
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

    /// Reads a head that ends with an empty line; nothing for one that only the parser can read, or whose echo of a key has to be hidden.
    func head(_ bytes: UnsafeRawBufferPointer, for key: APIKey) -> Head? {
        let owner = Self.owner(key)
        var head = Head(status: 0, fields: [], bodyLength: -1)
        var start = 0
        while let end = HeadLine.end(bytes, from: start) {
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<(end - 2)])
            if line.isEmpty { break }
            let isFirst = start == 0
            switch self.line(line, isFirst: isFirst, key, owner) {
            // Bytes that are a status line in one place are nonsense in another.
            case .status(let status) where isFirst: head.status = status
            case .status: return nil
            case _ where isFirst: return nil
            case .length(let length):
                guard head.bodyLength < 0 else { return nil }
                head.bodyLength = length
            case .field(let field): head.fields.append(field)
            case .meaningless: break
            case .difficult: return nil
            }
            start = end
        }
        return head.status > 0 && head.bodyLength >= 0 && head.fields.count < 64 ? head : nil
    }

    private func line(_ bytes: UnsafeRawBufferPointer, isFirst: Bool, _ key: APIKey, _ owner: APIKey?) -> HeadLine {
        if let known = lines.value(of: bytes, owner) { return known }
        let line = HeadLine(Array(bytes), isFirst: isFirst, hiding: key)
        if case .difficult = line { return line }
        lines.keep(line, bytes, owner)
        return line
    }

    /// Keys of the usual form can be found in a response; one of any other form has what is known to itself.
    private static func owner(_ key: APIKey) -> APIKey? { key.secret.hasPrefix(APIKey.prefix) ? nil : key }
}
