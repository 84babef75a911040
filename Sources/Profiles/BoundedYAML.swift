import Yams

/// Reads YAML that may come from anywhere: aliases name a part of a file again, and a few of them that name each other
/// make a tree that no memory holds.
enum BoundedYAML {
    /// What is too much, and what to do about it.
    struct TooMuch: Error {
        var what: String
        var remedy = "Write the values out where they are used."
    }

    private static let mostBytes = 131_072
    private static let mostAliases = 16
    private static let mostNodes = 10_000
    private static let deepest = 32

    /// Nothing for an empty text. Throws: `TooMuch`, or what Yams says of a text that is no YAML.
    static func compose(_ text: String) throws -> Node? {
        guard text.utf8.count <= mostBytes else {
            throw TooMuch(what: "it is longer than \(mostBytes / 1_024) KiB", remedy: "Is it a profile?")
        }
        guard aliases(in: text) <= mostAliases else {
            throw TooMuch(what: "it has more than \(mostAliases) aliases (*name)")
        }
        guard let node = try Yams.compose(yaml: text) else { return nil }
        var left = mostNodes
        guard fits(node, &left, deepest) else {
            throw TooMuch(what: "with its aliases (*name) it has more than \(mostNodes) values, or some nested more than \(deepest) deep")
        }
        return node
    }

    /// Counts what could be an alias: an asterisk where a value may begin, and a name behind it. A few in commands or
    /// comments do no harm.
    private static func aliases(in text: String) -> Int {
        var count = 0
        var before = UInt8(ascii: "\n")
        var isStar = false
        for byte in text.utf8 {
            if isStar, !" \t\r\n*/".utf8.contains(byte) { count += 1 }
            isStar = byte == UInt8(ascii: "*") && " \t\r\n[{,:-?".utf8.contains(before)
            before = byte
        }
        return count
    }

    /// Looks at no more nodes than are allowed, each as often as it is named.
    private static func fits(_ node: Node, _ left: inout Int, _ depth: Int) -> Bool {
        left -= 1
        guard left >= 0, depth > 0 else { return false }
        switch node {
        case .sequence(let sequence): return sequence.allSatisfy { fits($0, &left, depth - 1) }
        case .mapping(let mapping):
            return mapping.allSatisfy { fits($0.key, &left, depth - 1) && fits($0.value, &left, depth - 1) }
        default: return true
        }
    }
}
