import Yams

/// Reads a document that is JSON or YAML into one kind of tree.
package struct DocumentReader {
    private static let mostValues = 1_000_000
    private static let deepest = 128

    private let place: String
    private var left = mostValues

    private init(place: String) { self.place = place }

    /// The place is what messages call the document.
    package static func read(_ text: String, place: String) throws(ImportProblem) -> JSONValue {
        try ImportProblem.checkSize(of: text, place: place)
        let text = text.hasPrefix("\u{FEFF}") ? String(text.dropFirst()) : text
        let start = text.unicodeScalars.first { !$0.properties.isWhitespace }
        guard let start else { throw ImportProblem(what: "it is empty", place: place, remedy: "Give a document.") }
        guard start == "{" else { return try yaml(text, place) }
        do throws(JSONReader.Malformed) {
            return try JSONReader.read(text)
        } catch {
            // A flow mapping of YAML begins like JSON.
            if let value = try? yaml(text, place) { return value }
            throw ImportProblem(what: "not JSON: \(error.what)", place: "\(place):\(error.line):\(error.column)",
                                remedy: "Check it with a JSON linter.")
        }
    }

    private static func yaml(_ text: String, _ place: String) throws(ImportProblem) -> JSONValue {
        guard !AliasGuard.hasAliasInKey(text) else {
            throw ImportProblem(what: "it has an alias (*name) in a key", place: place, remedy: "Write the key out.")
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch YamlError.scanner(_, let problem, let mark, _), YamlError.parser(_, let problem, let mark, _),
                YamlError.composer(_, let problem, let mark, _) {
            throw ImportProblem(what: "not YAML: \(problem)", place: "\(place):\(mark.line):\(mark.column)",
                                remedy: "Check quotes, colons and indentation.")
        } catch {
            throw ImportProblem(what: "not YAML: a key occurs twice, or the text is damaged", place: place,
                                remedy: "Check it with a YAML linter.")
        }
        var reader = DocumentReader(place: place)
        return try node.map { node throws(ImportProblem) in try reader.value(node, deepest) } ?? .null
    }

    /// Counts a value as often as it is named.
    private mutating func value(_ node: Node, _ depth: Int) throws(ImportProblem) -> JSONValue {
        left -= 1
        guard left >= 0, depth > 0 else {
            let size = "more than \(Self.mostValues) values, or some nested more than \(Self.deepest) deep"
            throw ImportProblem(what: "with its aliases (*name) it has \(size)", place: place,
                                remedy: "Write the values out where they are used.")
        }
        switch node {
        case .scalar(let scalar):
            return scalar.style == .plain ? Self.plain(scalar.string) : .string(scalar.string)
        case .sequence(let sequence):
            var items: [JSONValue] = []
            for item in sequence { items.append(try value(item, depth - 1)) }
            return .array(items)
        case .mapping(let mapping):
            return try object(mapping, depth)
        case .alias:
            return .null
        }
    }

    private mutating func object(_ mapping: Node.Mapping, _ depth: Int) throws(ImportProblem) -> JSONValue {
        var members: [JSONValue.Member] = []
        var merged: [JSONValue.Member] = []
        for (key, node) in mapping {
            let value = try value(node, depth - 1)
            guard let name = key.scalar?.string else {
                throw ImportProblem(what: "a key is not a single value", place: place,
                                    remedy: "Write a name before the colon.")
            }
            if name == "<<", key.scalar?.style == .plain {
                merged += value.members + value.items.flatMap(\.members)
            } else {
                members.append(JSONValue.Member(name, value))
            }
        }
        var names = merged.isEmpty ? [] : Set(members.map(\.name))
        for member in merged where names.insert(member.name).inserted { members.append(member) }
        return .object(members)
    }

    /// The core schema of YAML 1.2: `yes` and `012` are texts.
    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default:
            if let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
               let value = try? JSONReader.read(text), case .number = value { return value }
            return .string(text)
        }
    }
}
