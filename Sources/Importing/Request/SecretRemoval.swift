import WireFormat

/// Takes secrets out of a text, however they are spelled in it.
struct SecretRemoval {
    static let leftOut = "LEFT-OUT"

    private var pairs: [(spelling: String, by: String)] = []
    private var isWhole: [Bool] = []

    /// The key's places become the slot `${key}`; those of other secrets are overwritten.
    init(key: String?, others: [String]) {
        var found: [(spelling: String, by: String)] = []
        if let key { found += Self.spellings(of: key).map { ($0, Slot.key) } }
        for other in others { found += Self.spellings(of: other).map { ($0, Self.leftOut) } }
        // `user:password` is one secret, and the password alone another.
        for login in ([key].compactMap(\.self) + others) {
            guard ShellVariable.first(in: login) == nil, let colon = login.firstIndex(of: ":") else { continue }
            let password = String(login[login.index(after: colon)...])
            if password.utf8.count >= 8 { found += Self.spellings(of: password).map { ($0, Self.leftOut) } }
        }
        pairs = found.sorted { $0.spelling.utf8.count > $1.spelling.utf8.count }
        isWhole = pairs.map { $0.spelling.utf8.count < 8 }
    }

    /// None for a text so short that it stands in many places by chance.
    private static func spellings(of secret: String) -> [String] {
        guard secret.utf8.count >= 4 else { return [] }
        let all = [secret, PercentCoding.encode(secret), PercentCoding.form(secret), secret.escapedForJSON,
                   Base64.encode(secret)]
        return all.enumerated().filter { !all[..<$0.offset].contains($0.element) }.map(\.element)
    }

    func clean(_ text: String) -> String {
        guard !pairs.isEmpty else { return text }
        return Bytes.replacing(pairs, in: text) { bytes, range, pair in
            guard isWhole[pair] else { return true }
            let isBegun = range.lowerBound > 0 && Self.isWord(bytes[range.lowerBound - 1])
            let isContinued = range.upperBound < bytes.count && Self.isWord(bytes[range.upperBound])
            return !isBegun && !isContinued
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte.isDigit || byte.isLetter || byte >= 0x80
    }
}
