package import Timeline

/// Decides which header fields of a response a history keeps.
package struct RecordedFields: Sendable {
    /// Of a dialect that a profile describes, in lower case.
    private let further: Set<String>

    package init(further: some Sequence<String> = []) { self.further = Set(further) }

    private static let names: Set<String> = [
        "retry-after", "date", "age", "cache-control", "expires", "content-type", "content-encoding", "via", "server-timing",
        "access-control-allow-origin", "access-control-expose-headers",
    ]
    private static let reasons: Set<String> = ["www-authenticate", "location", "allow"]
    private static let longestValue = 512

    /// Everything that can bear on a limit or a clock; `name` is in lower case.
    package func keeps(_ name: String) -> Bool {
        Self.names.contains(name) || Self.has(name, "ratelimit") || Self.has(name, "rate-limit") || name.hasSuffix("call-limit")
            || name.hasSuffix("retry-after") || further.contains(name)
    }

    /// As bytes: names are short, and searching in characters is what would cost most of reading a response.
    private static func has(_ name: String, _ part: StaticString) -> Bool {
        let count = part.utf8CodeUnitCount
        return name.utf8.withContiguousStorageIfAvailable { bytes in
            guard bytes.count >= count else { return false }
            return (0...(bytes.count - count)).contains { start in (0..<count).allSatisfy { bytes[start + $0] == part.utf8Start[$0] } }
        } ?? name.contains("\(part)")
    }

    /// The kept lines, cut to a bounded length and cleared of every key that the server echoes.
    ///
    /// Of answers that turn somebody away, `status` 300 to 499, also where to or why.
    package func select(
        _ fields: some Sequence<(name: String, value: String)>, hiding key: APIKey, status: Int = 200
    ) -> [FieldLine] {
        let isTurnedAway = (300...499).contains(status)
        var kept: [FieldLine] = []
        for field in fields where (keeps(field.name) || isTurnedAway && Self.reasons.contains(field.name)) && kept.count < 64 {
            let name = field.name.utf8.count <= 128 ? field.name : String(field.name.prefix(128))
            kept.append(FieldLine(Self.hide(key, in: name), Self.hide(key, in: field.value)))
        }
        return kept
    }

    /// A text that may be recorded: neither the key of the request nor anything else that looks like a key is in it.
    package static func hide(_ key: APIKey, in text: String) -> String {
        if !mayHoldKey(key, text), text.utf8.count <= longestValue { return text }
        // Bytes, not characters: a combining mark behind a key makes another character of its last letter.
        var bytes = replace(key, in: Array(text.utf8))
        bytes = hideLookalikes(in: bytes)
        let clear = String(decoding: bytes, as: UTF8.self)
        return clear.utf8.count <= longestValue ? clear : String(clear.prefix(longestValue)) + "…"
    }

    /// A text of any length without these keys, and without anything else that looks like one.
    package static func clear(_ text: String, of keys: [APIKey]) -> String {
        var bytes = Array(text.utf8)
        for key in keys { bytes = replace(key, in: bytes) }
        return String(decoding: hideLookalikes(in: bytes), as: UTF8.self)
    }

    /// False for nearly every value: neither a key's beginning nor this one's first byte is in it.
    private static func mayHoldKey(_ key: APIKey, _ text: String) -> Bool {
        !key.isUsual || text.utf8.contains(UInt8(ascii: "_"))
    }

    /// The longest first: one may be in another.
    private static func replace(_ key: APIKey, in bytes: [UInt8]) -> [UInt8] {
        ([key.secret] + key.further).sorted { $0.utf8.count > $1.utf8.count }.reduce(bytes) { replace(Array($1.utf8), by: Array(key.description.utf8), in: $0) }
    }

    private static func replace(_ secret: [UInt8], by shown: [UInt8], in bytes: [UInt8]) -> [UInt8] {
        guard !secret.isEmpty, bytes.count >= secret.count else { return bytes }
        var result: [UInt8] = []
        var rest = bytes[...]
        while let next = rest.first {
            if next == secret[0], rest.starts(with: secret) {
                result += shown
                rest = rest.dropFirst(secret.count)
            } else {
                result.append(next)
                rest = rest.dropFirst()
            }
        }
        return result
    }

    /// Cuts every word that starts like a key: another key of the run, or the beginning of one at the end of an excerpt.
    private static func hideLookalikes(in bytes: [UInt8]) -> [UInt8] {
        let prefix = Array(APIKey.prefix.utf8)
        var result: [UInt8] = []
        var rest = bytes[...]
        while let next = rest.first {
            guard next == prefix[0], rest.starts(with: prefix) else {
                result.append(next)
                rest = rest.dropFirst()
                continue
            }
            let word = rest.dropFirst(prefix.count).prefix { isKeyByte($0) }
            // What was hidden before stays as it was shown.
            result += word.isEmpty ? prefix : prefix + Array("…".utf8)
            rest = rest.dropFirst(prefix.count + word.count)
        }
        return result
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte) || "-_.~+/=".utf8.contains(byte)
    }
}
