import Endpoints
import LoadEngine

/// A request whose slots are filled in by copying: nothing is allocated and nothing is spelled again. A reference, because it is
/// looked up for every request.
///
///     POST … X-API-Key: ████████ … {"email":"rateproof.run.█████████@example.com" …
///                       key slot                        subject slots
final class RequestTemplate {
    /// A stretch of bytes that all requests of the template fill with something of the same length.
    private struct Hole { var start: Int; var count: Int }

    private let bytes: [UInt8]
    /// Of the key as it was given, and as the credential shows it.
    private let keys: [Hole]
    private let presented: [Hole]
    private let subjects: [Hole]
    private let digits: [Hole]
    var count: Int { bytes.count }

    /// Subjects of other lengths change the length of the message.
    static func fits(_ subject: Int) -> Bool { (0..<SlotValues.subjects).contains(subject) }

    /// `spell` makes the message of a key, the same as the credential shows it, a subject and random digits. The holes are where messages differ
    /// that differ in one of those; nothing where they do not differ in that alone.
    init?(keyLength: Int, presentedLength: Int, spell: (String, String, Int, RandomDigits) -> [UInt8]) {
        // Every byte of two such texts differs.
        func text(_ letter: Character, _ length: Int) -> String { String(repeating: letter, count: length) }
        func message(key: Character = "a", presented: Character = "a", subject: Int = 0, digit: Character = "0") -> [UInt8] {
            spell(text(key, keyLength), text(presented, presentedLength), subject, RandomDigits(always: digit.asciiValue ?? 0))
        }
        bytes = message()
        guard let keys = Self.holes(bytes, message(key: "b"), of: keyLength),
              let presented = Self.holes(bytes, message(presented: "b"), of: presentedLength),
              let subjects = Self.holes(bytes, message(subject: SlotValues.subjects - 1), of: SlotValues.subjectDigits),
              let digits = Self.holes(bytes, message(digit: "1"), of: nil) else { return nil }
        (self.keys, self.presented, self.subjects, self.digits) = (keys, presented, subjects, digits)
    }

    /// Where two messages of one length differ; with a length, in stretches of that.
    private static func holes(_ one: [UInt8], _ other: [UInt8], of length: Int?) -> [Hole]? {
        guard one.count == other.count else { return nil }
        var holes: [Hole] = []
        var index = 0
        while index < one.count {
            guard one[index] != other[index] else { index += 1; continue }
            let end = (index..<one.count).first { one[$0] == other[$0] } ?? one.count
            let unit = length ?? end - index
            // Slots that touch are one stretch.
            guard (end - index).isMultiple(of: unit) else { return nil }
            holes += stride(from: index, to: end, by: unit).map { Hole(start: $0, count: unit) }
            index = end
        }
        return holes
    }

    /// Writes the message; the buffer holds at least `count` bytes, the key has the template's lengths.
    func fill(_ buffer: UnsafeMutableRawBufferPointer, key: APIKey?, subject: Int, _ spelling: RequestSpelling) {
        buffer.copyBytes(from: bytes)
        if let key {
            for hole in keys { Self.copy(key.secret, buffer, hole) }
            for hole in presented { Self.copy(key.presented, buffer, hole) }
        }
        fillSubjects(buffer, subject)
        if !digits.isEmpty {
            var random = spelling.digits(of: subject)
            for hole in digits { random.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[hole.start..<(hole.start + hole.count)])) }
        }
    }

    private static func copy(_ text: String, _ buffer: UnsafeMutableRawBufferPointer, _ hole: Hole) {
        let part = UnsafeMutableRawBufferPointer(rebasing: buffer[hole.start..<(hole.start + hole.count)])
        _ = text.utf8.withContiguousStorageIfAvailable { part.copyBytes(from: $0.prefix(hole.count)) } ?? part.copyBytes(from: Array(text.utf8.prefix(hole.count)))
    }

    private func fillSubjects(_ buffer: UnsafeMutableRawBufferPointer, _ subject: Int) {
        guard let first = subjects.first?.start else { return }
        var rest = subject
        for index in stride(from: first + SlotValues.subjectDigits - 1, through: first, by: -1) {
            let tenth = rest / 10
            buffer[index] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - tenth * 10)
            rest = tenth
        }
        for hole in subjects.dropFirst() {
            buffer[hole.start..<(hole.start + hole.count)].copyBytes(from: buffer[first..<(first + hole.count)])
        }
    }
}

/// Templates by the length of the keys; a run has few. Lives on one loop.
struct RequestTemplates {
    private var known: [(keyLength: Int, presentedLength: Int, template: RequestTemplate?)] = []

    /// Nothing where a request of such a key fits no template, which is found out once.
    mutating func template(for key: APIKey, spell: (String, String, Int, RandomDigits) -> [UInt8]) -> RequestTemplate? {
        let (length, presented) = (key.secret.utf8.count, key.presented.utf8.count)
        if let found = known.first(where: { $0.keyLength == length && $0.presentedLength == presented }) { return found.template }
        let template = RequestTemplate(keyLength: length, presentedLength: presented, spell: spell)
        known.append((length, presented, template))
        return template
    }
}
