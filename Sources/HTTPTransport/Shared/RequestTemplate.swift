import LoadEngine

/// A request whose key and subject are filled in by copying: nothing is allocated and nothing is spelled again. A reference, because it is
/// looked up for every request.
///
///     POST … X-API-Key: ████████ … {"email":"rateproof.run.█████████@example.com" …
///                       key slot                        subject slots
final class RequestTemplate {
    private let bytes: [UInt8]
    private let keySlots: [Int]
    private let subjectSlots: [Int]
    let keyLength: Int

    var count: Int { bytes.count }

    /// Subjects of other lengths change the length of the message.
    static func fits(_ subject: Int) -> Bool { (0..<RequestSpelling.subjects).contains(subject) }

    /// `spell` makes the message of a key and a subject. The slots are where messages of different keys and subjects differ; nothing where
    /// they do not differ in that alone.
    init?(keyLength: Int, spell: (String, Int) -> [UInt8]) {
        self.keyLength = keyLength
        let (a, b) = (String(repeating: "a", count: keyLength), String(repeating: "b", count: keyLength))
        // Every digit of these two differs.
        let (zeros, nines) = (0, RequestSpelling.subjects - 1)
        bytes = spell(a, zeros)
        guard let keys = Self.runs(bytes, spell(b, zeros), of: keyLength),
              let subjects = Self.runs(bytes, spell(a, nines), of: RequestSpelling.subjectDigits) else { return nil }
        (keySlots, subjectSlots) = (keys, subjects)
    }

    /// Where two messages of one length differ, as the beginnings of runs that are all of one length.
    private static func runs(_ one: [UInt8], _ other: [UInt8], of length: Int) -> [Int]? {
        guard one.count == other.count else { return nil }
        var starts: [Int] = []
        var index = 0
        while index < one.count {
            guard one[index] != other[index] else { index += 1; continue }
            let end = (index..<one.count).first { one[$0] == other[$0] } ?? one.count
            guard end - index == length else { return nil }
            starts.append(index)
            index = end
        }
        return starts
    }

    /// Writes the message; the buffer holds at least `count` bytes, the key has the template's length.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, key: String, subject: Int) {
        buffer.copyBytes(from: bytes)
        for slot in keySlots {
            _ = key.utf8.withContiguousStorageIfAvailable { buffer[slot..<(slot + keyLength)].copyBytes(from: $0.prefix(keyLength)) }
                ?? buffer[slot..<(slot + keyLength)].copyBytes(from: Array(key.utf8.prefix(keyLength)))
        }
        guard let first = subjectSlots.first else { return }
        var rest = subject
        for index in stride(from: first + RequestSpelling.subjectDigits - 1, through: first, by: -1) {
            let tenth = rest / 10
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - tenth * 10)
            rest = tenth
        }
        for slot in subjectSlots.dropFirst() {
            buffer[slot..<(slot + RequestSpelling.subjectDigits)].copyBytes(from: buffer[first..<(first + RequestSpelling.subjectDigits)])
        }
    }
}
