package import LoadEngine
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The last few shapes of responses: under load a target says the same lines again and again, with a number changed here and there.
///
/// Only what reads the same on every connection is kept. Lives on one loop, and is unchecked for that.
package final class KnownResponses: @unchecked Sendable {
    /// Longer messages are parsed every time.
    static let longest = 8_192
    private static let mostShapes = 8

    /// What the beginning of a message is.
    enum Reading {
        case whole(Response, bodyLength: Int)
        /// Nothing is wrong with it so far.
        case partial(hasHead: Bool)
        /// Only the parser can read it, or something of it has to be hidden.
        case unknown
    }

    /// The one that fitted last is the first.
    private var shapes: [ResponseShape] = []

    let recorded: RecordedFields

    package init(_ recorded: RecordedFields = RecordedFields()) { self.recorded = recorded }

    func read(_ message: UnsafeRawBufferPointer, for key: APIKey) -> Reading {
        guard !shapes.isEmpty, message.count <= Self.longest, !Self.mayHold(key, message) else { return .unknown }
        var partial: Reading?
        for index in shapes.indices {
            switch shapes[index].read(message, for: key) {
            case .whole(let response, let bodyLength):
                if index > 0 { shapes.swapAt(0, index) }
                return .whole(response, bodyLength: bodyLength)
            case .partial(let hasHead): if hasHead || partial == nil { partial = .partial(hasHead: hasHead) }
            case .unknown: break
            }
        }
        return partial ?? .unknown
    }

    /// Remembers a message that the parser has read.
    func learn(_ message: UnsafeRawBufferPointer, _ response: Response, for key: APIKey) {
        guard message.count <= Self.longest, !Self.mayHold(key, message), let shape = ResponseShape(message, response, for: key, recorded) else { return }
        if shapes.count >= Self.mostShapes { shapes.removeLast() }
        shapes.insert(shape, at: 0)
    }

    /// Keys of the usual form are found wherever they stand; one of any other form must not be in the message at all.
    private static func mayHold(_ key: APIKey, _ message: UnsafeRawBufferPointer) -> Bool {
        if key.isUsual { return false }
        return holds(key.secret, message) || key.further.contains { holds($0, message) }
    }

    private static func holds(_ secret: String, _ message: UnsafeRawBufferPointer) -> Bool {
        secret.utf8.withContiguousStorageIfAvailable { contains(message, UnsafeRawBufferPointer($0)) } ?? true
    }

    private static func contains(_ message: UnsafeRawBufferPointer, _ part: UnsafeRawBufferPointer) -> Bool {
        guard let base = message.baseAddress, let begin = part.baseAddress, !part.isEmpty else { return true }
        var start = 0
        while start + part.count <= message.count,
              let found = memchr(base + start, Int32(part[0]), message.count - part.count - start + 1) {
            if memcmp(found, begin, part.count) == 0 { return true }
            start = UnsafeRawPointer(found) - base + 1
        }
        return false
    }
}
