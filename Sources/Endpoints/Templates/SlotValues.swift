import Timeline
import WireFormat

/// What the slots of one request are filled with.
package struct SlotValues: Sendable {
    package var key: String
    /// The key as the credential shows it, such as in base64.
    package var presented: String
    package var subject: Int
    package var run: String
    /// The id of what is to be taken back.
    package var created = ""
    /// The digits of `${random.N}`, in the order in which they stand in the message.
    package var digits: RandomDigits

    package init(key: String, presented: String, subject: Int, run: String, digits: RandomDigits) {
        self.key = key
        self.presented = presented
        self.subject = subject
        self.run = run
        self.digits = digits
    }

    /// Subjects are written with so many digits, so that all messages of a run are of one length.
    package static let subjectDigits = 9
    /// How many subjects can be written so.
    package static let subjects = 1_000_000_000

    /// `000000007`
    package static func padded(_ subject: Int) -> String {
        let digits = String(subject)
        return String(repeating: "0", count: max(0, subjectDigits - digits.utf8.count)) + digits
    }

    mutating func text(of slot: Slot) -> String {
        switch slot {
        case .number: Self.padded(subject)
        case .shortNumber: String(subject)
        case .run: run
        case .key: key
        case .created: PercentCode.encoded(created)
        case .random(let count): String(decoding: (0..<count).map { _ in digits.next() }, as: UTF8.self)
        }
    }
}

/// Hexadecimal digits that are others for every request of a run, and the same when the request is spelled again.
package struct RandomDigits: Sendable {
    private var random: SeededRandom
    private var left: UInt64 = 0
    private var count = 0
    /// For finding the places of digits: this one again and again.
    private let fixed: UInt8?

    /// `seed` is the run's.
    package init(seed: UInt64, subject: Int) {
        random = SeededRandom(seed: seed, UInt64(bitPattern: Int64(subject)))
        fixed = nil
    }

    package init(always digit: UInt8) {
        random = SeededRandom(seed: 0)
        fixed = digit
    }

    /// The next digits, as many as there is room for; quicker than one by one.
    package mutating func fill(_ bytes: UnsafeMutableRawBufferPointer) {
        guard fixed == nil else { return bytes.indices.forEach { bytes[$0] = next() } }
        for index in bytes.indices {
            if count == 0 { (left, count) = (random.next(), 16) }
            bytes[index] = Self.digit(left)
            left >>= 4
            count -= 1
        }
    }

    @inline(__always)
    private static func digit(_ bits: UInt64) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: bits & 15)
        return value &+ (value < 10 ? 48 : 87)
    }

    package mutating func next() -> UInt8 {
        if let fixed { return fixed }
        if count == 0 { (left, count) = (random.next(), 16) }
        defer { (left, count) = (left >> 4, count - 1) }
        return Self.digit(left)
    }
}
