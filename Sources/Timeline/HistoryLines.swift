/// The lines of a history's file, parsed in as many parts as there are cores.
enum HistoryLines {
    /// Why a line could not be read.
    struct Problem: Sendable {
        /// How many lines before it were read.
        var line: Int
        var malformed: AttemptLine.Malformed
        /// True where nothing comes behind it.
        var isLast: Bool
    }

    /// Where one part of the file lies, and where its attempts go.
    private struct Part: Sendable {
        var bytes: Range<Int>
        var lines: Int
        var offset = 0
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

    /// Parses whole lines, up to the first damaged one.
    ///
    /// Every part writes to its own place in the one array: attempts are large, and moving a million of them costs a tenth of reading them.
    static func parse(_ bytes: UnsafeRawBufferPointer, _ body: Range<Int>, phases: Int, keys: Int) -> ([Attempt], Problem?) {
        // The bytes are only read, and all of them before this returns.
        nonisolated(unsafe) let bytes = bytes
        let parts = parts(bytes, body)
        guard parts.contains(where: { $0.lines > 0 }) else { return ([], nil) }
        var problem: Problem?
        let attempts = [Attempt](unsafeUninitializedCapacity: parts.reduce(0) { $0 + $1.lines }) { places, count in
            nonisolated(unsafe) let places = places
            let read = concurrently(parts) { part in
                parse(UnsafeRawBufferPointer(rebasing: bytes[part.bytes]), into: places, from: part.offset, phases: phases, keys: keys)
            }
            for (part, (end, malformed)) in zip(parts, read) {
                if problem != nil {
                    UnsafeMutableBufferPointer(rebasing: places[part.offset..<end]).deinitialize()
                } else {
                    count = end
                    problem = malformed.map { Problem(line: end, malformed: $0, isLast: end + 1 == part.offset + part.lines && part.bytes.upperBound == body.upperBound) }
                }
            }
        }
        return (attempts, problem)
    }

    private static func parts(_ bytes: UnsafeRawBufferPointer, _ body: Range<Int>) -> [Part] {
        nonisolated(unsafe) let bytes = bytes
        var parts = concurrently(split(bytes, body)) { range in
            let bytes = UnsafeRawBufferPointer(rebasing: bytes[range])
            var lines = 0
            var start = 0
            while start < bytes.count {
                lines += 1
                start = (bytes.firstIndex(of: lineEnd, from: start) ?? bytes.count) + 1
            }
            return Part(bytes: range, lines: lines)
        }
        for index in parts.indices.dropFirst() { parts[index].offset = parts[index - 1].offset + parts[index - 1].lines }
        return parts
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

    /// Initialises places from `first` up to the end that it returns.
    private static func parse(
        _ bytes: UnsafeRawBufferPointer, into places: UnsafeMutableBufferPointer<Attempt>, from first: Int, phases: Int, keys: Int
    ) -> (end: Int, AttemptLine.Malformed?) {
        var tables = AttemptLine.Tables()
        var place = first
        var start = 0
        while start < bytes.count {
            let end = bytes.firstIndex(of: lineEnd, from: start) ?? bytes.count
            do throws(AttemptLine.Malformed) {
                let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
                places.initializeElement(at: place, to: try AttemptLine.parse(line, using: &tables, phases: phases, keys: keys))
            } catch {
                return (place, error)
            }
            place += 1
            start = end + 1
        }
        return (place, nil)
    }
}
