/// The lines of a history's file, parsed in as many parts as there are cores.
enum HistoryLines {
    /// What one part of the file holds.
    struct Part: Sendable {
        var attempts: [Attempt] = []
        /// Why the line behind the attempts could not be read.
        var problem: AttemptLine.Malformed?
        /// True where that line is the last of the part.
        var isAtEnd = false
    }

    /// Below this a second core costs more than it saves.
    private static let smallestPart = 1 << 20
    private static let mostParts = 16
    private static let lineEnd = UInt8(ascii: "\n")

    /// Where the first and the last line lie; line ends behind the last do not count.
    static func outer(of bytes: UnsafeRawBufferPointer) -> (first: Range<Int>, last: Range<Int>) {
        var end = bytes.count
        while end > 0, bytes[end - 1] == lineEnd { end -= 1 }
        let first = 0..<(bytes[..<end].firstIndex(of: lineEnd) ?? end)
        let last = (bytes[..<end].lastIndex(of: lineEnd).map { $0 + 1 } ?? 0)..<end
        return (first, last)
    }

    /// Parses whole lines, each part up to its first damaged one.
    static func parse(_ bytes: UnsafeRawBufferPointer, _ body: Range<Int>, phases: Int, keys: Int) -> [Part] {
        // The parts are only read, and all of them before this returns.
        nonisolated(unsafe) let bytes = bytes
        return concurrently(split(bytes, body)) { part(UnsafeRawBufferPointer(rebasing: bytes[$0]), phases: phases, keys: keys) }
    }

    /// Cuts a range of lines at line ends, into parts of about one size.
    private static func split(_ bytes: UnsafeRawBufferPointer, _ body: Range<Int>) -> [Range<Int>] {
        let size = max(smallestPart, body.count / mostParts + 1)
        var ranges: [Range<Int>] = []
        var start = body.lowerBound
        while start < body.upperBound {
            let near = min(start + size, body.upperBound)
            let end = bytes[near..<body.upperBound].firstIndex(of: lineEnd).map { $0 + 1 } ?? body.upperBound
            ranges.append(start..<end)
            start = end
        }
        return ranges
    }

    private static func part(_ bytes: UnsafeRawBufferPointer, phases: Int, keys: Int) -> Part {
        var part = Part()
        // Lines are seldom shorter.
        part.attempts.reserveCapacity(bytes.count / 256)
        var tables = AttemptLine.Tables()
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: lineEnd) ?? bytes.count
            do throws(AttemptLine.Malformed) {
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                part.attempts.append(try AttemptLine.parse(line, using: &tables, phases: phases, keys: keys))
            } catch {
                part.problem = error
                part.isAtEnd = end + 1 >= bytes.count
                return part
            }
            start = end + 1
        }
        return part
    }
}
