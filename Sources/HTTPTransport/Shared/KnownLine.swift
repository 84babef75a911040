import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What a line says about the head that it belongs to.
enum LineMeaning: Sendable {
    case status(Int)
    case length(Int)
    case field(FieldLine)
    case nothing

    /// False where the line cannot stand where it stands.
    func apply(to head: inout KnownResponses.Head, isFirst: Bool) -> Bool {
        switch self {
        case .status(let status):
            guard isFirst else { return false }
            head.status = status
            return true
        case .length(let length):
            guard !isFirst, head.bodyLength < 0 else { return false }
            head.bodyLength = length
        case .field(let field): head.fields.append(field)
        case .nothing: break
        }
        return !isFirst
    }
}

/// A line of the last head, with its end: a reference, so that comparing copies nothing.
final class KnownLine {
    private var bytes: [UInt8]
    private(set) var meaning: LineMeaning

    var length: Int { bytes.count }

    init(_ line: UnsafeRawBufferPointer, _ meaning: LineMeaning) {
        bytes = Array(line)
        self.meaning = meaning
    }

    /// True where the message goes on with exactly this line.
    func begins(_ message: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start + bytes.count <= message.count, let base = message.baseAddress else { return false }
        return bytes.withUnsafeBytes { memcmp($0.baseAddress ?? base, base + start, $0.count) } == 0
    }

    func replace(_ line: UnsafeRawBufferPointer, _ meaning: LineMeaning) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: line)
        self.meaning = meaning
    }
}
