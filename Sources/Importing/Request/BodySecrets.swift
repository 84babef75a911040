import Endpoints
import WireFormat

/// Names of a body's members that are likely to hold secrets.
enum BodySecrets {
    private static let most = 8

    /// Of JSON or a form; no values.
    static func names(in text: String) -> [String] {
        var names: [String] = []
        if let value = try? JSONReader.read(text) {
            collect(value, into: &names)
        } else if text.utf8.count <= 65_536, !text.contains("\n") {
            for field in text.split(separator: "&") where field.contains("=") {
                add(PercentCode.decoded(String(field.prefix { $0 != "=" })), to: &names)
            }
        }
        return names
    }

    private static func add(_ name: String, to names: inout [String]) {
        let isPlain = name.utf8.count <= 64 && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
        if names.count < most, isPlain, SecretNames.isSecretMember(name), !names.contains(name) { names.append(name) }
    }

    private static func collect(_ value: JSONValue, into names: inout [String]) {
        for member in value.members {
            if member.value.text?.isEmpty == false { add(member.name, to: &names) }
            collect(member.value, into: &names)
        }
        for item in value.items { collect(item, into: &names) }
    }
}
