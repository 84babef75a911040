import WireFormat
import Endpoints
import FoundationEssentials
import Yams

/// Reads the bodies of requests: text, JSON, or a file, which is written into the profile so that its history needs nothing else.
struct BodyFiles {
    let document: Document
    let reader: EndpointReader

    private static let largest = 65_536

    /// Nothing where the field has no body.
    func body(_ field: Field) -> Body? {
        let given = ["body", "json", "file"].filter { field[$0].isPresent }
        guard let kind = given.first else { return nil }
        guard given.count == 1 else {
            field[given[1]].report("\(given.joined(separator: " and ")) exclude each other", "Keep one of them.")
            return nil
        }
        switch kind {
        case "file": return file(field)
        case "json": return json(field["json"])
        default: return reader.template(field["body"]).map { Body($0, mediaType: nil) }
        }
    }

    private func json(_ field: Field) -> Body? {
        guard let node = field.node else { return nil }
        // A text is JSON already.
        let text = node.scalar.map(\.string) ?? JSONText.text(of: node)
        do throws(TextTemplate.Mistake) { return Body(try TextTemplate(parsing: text), mediaType: "application/json") } catch {
            field.report(error.what, error.remedy)
            return nil
        }
    }

    private func file(_ field: Field) -> Body? {
        guard let name = field["file"].text() else { return nil }
        let folder = document.folder
        let path = name.hasPrefix("/") || folder.isEmpty ? name : "\(folder)/\(name)"
        guard let data = FileManager.default.contents(atPath: path) ?? FileManager.default.contents(atPath: name) else {
            field["file"].report("the file \(name) is not there", "Give its path from the profile's folder, or from where the command runs.")
            return nil
        }
        guard data.count <= Self.largest, let text = String(validating: data, as: UTF8.self) else {
            field["file"].report("the file \(name) is no text, or larger than 64 KiB", "Use a smaller body; what is no text cannot be sent.")
            return nil
        }
        let kind = name.hasSuffix(".json") ? "json" : "body"
        document.replace(field.path, "file", by: kind, text)
        do throws(TextTemplate.Mistake) {
            return Body(try TextTemplate(parsing: text), mediaType: kind == "json" ? "application/json" : nil)
        } catch {
            field["file"].report("in \(name): \(error.what)", error.remedy)
            return nil
        }
    }
}

/// A YAML node as JSON, members in their order.
enum JSONText {
    static func text(of node: Node) -> String {
        switch node {
        case .mapping(let mapping):
            return "{" + mapping.map { quoted($0.key.string ?? "") + ":" + text(of: $0.value) }.joined(separator: ",") + "}"
        case .sequence(let sequence): return "[" + sequence.map(text).joined(separator: ",") + "]"
        case .scalar(let scalar):
            let isPlain = scalar.style == .plain || scalar.style == .any
            if isPlain, scalar.string.isEmpty || ["null", "~", "true", "false"].contains(scalar.string) {
                return ["", "~"].contains(scalar.string) ? "null" : scalar.string
            }
            return isPlain && isNumber(scalar.string) ? scalar.string : quoted(scalar.string)
        default: return "null"
        }
    }

    /// As JSON writes numbers (RFC 8259, 6).
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard digits.first?.isNumber ?? false, !(digits.count > 1 && digits.hasPrefix("0") && !digits.hasPrefix("0.")) else { return false }
        return Double(text)?.isFinite ?? false && text.utf8.allSatisfy { "0123456789.eE+-".utf8.contains($0) } && text.last != "."
    }

    private static func quoted(_ text: String) -> String { "\"\(text.escapedForJSON)\"" }
}
