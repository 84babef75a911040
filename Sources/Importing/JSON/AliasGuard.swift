/// Looks at a YAML text before it is parsed: an alias in a key would be written out while it is compared.
///
/// Everywhere else an alias costs nothing until the tree is walked, and that is bounded. Texts in descriptions are
/// full of asterisks; only one with the name of an anchor can be an alias.
package enum AliasGuard {
    /// True where a key has an alias in it, or could have one.
    package static func hasAliasInKey(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        let anchors = Set(names(behind: UInt8(ascii: "&"), in: bytes).map(\.name))
        guard !anchors.isEmpty else { return false }
        let aliases = names(behind: UInt8(ascii: "*"), in: bytes).filter { anchors.contains($0.name) }
        guard !aliases.isEmpty else { return false }
        return hasExplicitKey(bytes) || aliases.contains { endsKey(bytes, $0.end) }
    }

    /// The names that stand behind a sign where a value may begin, and where they end.
    private static func names(behind sign: UInt8, in bytes: [UInt8]) -> [(name: ArraySlice<UInt8>, end: Int)] {
        var found: [(ArraySlice<UInt8>, Int)] = []
        var index = 0
        while index < bytes.count {
            defer { index += 1 }
            guard bytes[index] == sign, index == 0 || " \t\r\n[{,:-?".utf8.contains(bytes[index - 1]) else { continue }
            let start = index + 1
            var end = start
            while end < bytes.count, isName(bytes[end]) { end += 1 }
            if end > start { found.append((bytes[start..<end], end)) }
        }
        return found
    }

    private static func isName(_ byte: UInt8) -> Bool {
        byte.isDigit || byte.isLetter || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
    }

    /// True where the alias that ends here, or a bracket around it, is followed by a colon on its line.
    private static func endsKey(_ bytes: [UInt8], _ end: Int) -> Bool {
        var depth = 0
        var mayColon = true
        for byte in bytes[end...].prefix(1_024) {
            switch byte {
            case UInt8(ascii: "\n"): return false
            case UInt8(ascii: ":") where mayColon: return true
            case UInt8(ascii: " "), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                mayColon = false
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                mayColon = depth < 0
            default: mayColon = false
            }
        }
        return false
    }

    /// True where a question mark stands alone where a key may begin.
    private static func hasExplicitKey(_ bytes: [UInt8]) -> Bool {
        var before = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "?"), "\n[{,-".utf8.contains(before),
               index + 1 == bytes.count || " \t\r\n".utf8.contains(bytes[index + 1]) { return true }
            if byte != 0x20, byte != 0x09 { before = byte }
        }
        return false
    }
}
