package import Timeline
package import WireFormat

/// One lead of a workspace, as the create endpoint documents it.
package struct Lead: Sendable, Equatable {
    /// Its place among the leads of the workspace.
    package var number: Int
    package var email: String
    /// The optional text fields that were given, by their JSON names.
    package var texts: [String: String]
    package var tags: [String]
    package var customFields: [String: JSONValue]?
    package var source: String
    package var status: String
    package var createdAt: WallInstant
    package var updatedAt: WallInstant

    package static let textFields = ["firstName", "lastName", "company", "title", "phone", "linkedinUrl", "website", "notes"]

    package var id: String { "cld_" + String(number + Self.firstID, radix: 36) }
    /// Four digits at least.
    private static let firstID = 46_656

    /// The number of the lead that has an id, if there can be one.
    static func number(ofID id: String) -> Int? {
        guard id.hasPrefix("cld_"), let number = Int(id.dropFirst(4), radix: 36).map({ $0 - firstID }), number >= 0 else { return nil }
        // `cld_+1000` and `cld_01000` are no ids.
        return String(number + firstID, radix: 36) == id.dropFirst(4) ? number : nil
    }

    /// Unique within a workspace.
    var identity: String { LeadDraft.identity(of: email) }

    /// The documented answer: every field present, null where none was given; tags are not part of it.
    package var json: JSONValue {
        let created = CivilTime(createdAt).iso8601
        let updated = updatedAt == createdAt ? created : CivilTime(updatedAt).iso8601
        var members: [String: JSONValue] = [
            "id": .string(id), "email": .string(email), "source": .string(source), "status": .string(status),
            "customFields": customFields.map(JSONValue.object) ?? .null, "lastContactedAt": .null,
            "createdAt": .string(created), "updatedAt": .string(updated),
        ]
        for name in Self.textFields { members[name] = texts[name].map(JSONValue.string) ?? .null }
        return .object(members)
    }
}

/// A lead as it was asked for: checked, with defaults applied, not yet stored.
package struct LeadDraft: Sendable, Equatable {
    package struct Invalid: Error, Equatable, CustomStringConvertible {
        package var field: String
        package var reason: String
        package var description: String { "\(field): \(reason)" }
    }

    package static let statuses = ["active", "bounced", "unsubscribed", "replied"]

    package var email: String
    var texts: [String: String] = [:]
    var tags: [String]?
    var customFields: [String: JSONValue]?
    var source: String?
    var status: String?

    /// Checks every documented field; unknown fields are ignored, as lenient APIs do.
    package init(_ json: JSONValue) throws(Invalid) {
        guard case .object(let members) = json else { throw Invalid(field: "body", reason: "must be an object") }
        guard let address = members["email"] else { throw Invalid(field: "email", reason: "field required") }
        guard case .string(let email) = address, Self.isAddress(email) else {
            throw Invalid(field: "email", reason: "value is not a valid email address")
        }
        self.email = email
        for name in Lead.textFields { texts[name] = try Self.text(members, name) }
        source = try Self.text(members, "source")
        status = try Self.text(members, "status")
        if let status, !Self.statuses.contains(status) {
            throw Invalid(field: "status", reason: "must be one of \(Self.statuses.joined(separator: ", "))")
        }
        tags = try Self.tags(members["tags"])
        switch members["customFields"] ?? .null {
        case .null: break
        case .object(let fields): customFields = fields
        default: throw Invalid(field: "customFields", reason: "must be an object")
        }
    }

    package var identity: String { Self.identity(of: email) }

    /// E-mail addresses are compared without regard to case.
    static func identity(of email: String) -> String {
        // The same text where nothing is to be changed, so that it is kept once.
        email.utf8.allSatisfy { $0 < 0x80 && !(0x41...0x5a).contains($0) } ? email : email.lowercased()
    }

    private static func text(_ members: [String: JSONValue], _ name: String) throws(Invalid) -> String? {
        switch members[name] ?? .null {
        case .null: return nil
        case .string(let value): return value
        default: throw Invalid(field: name, reason: "must be a string")
        }
    }

    private static func tags(_ json: JSONValue?) throws(Invalid) -> [String]? {
        switch json ?? .null {
        case .null: return nil
        case .array(let values):
            let names = values.compactMap(\.stringValue)
            guard names.count == values.count else { throw Invalid(field: "tags", reason: "must be an array of strings") }
            return names
        default: throw Invalid(field: "tags", reason: "must be an array of strings")
        }
    }

    /// One `@` with something before it and a dotted name after it; no blanks. Enough to tell an address from a mistake.
    private static func isAddress(_ text: String) -> Bool {
        let bytes = text.utf8
        guard bytes.count <= 254, let at = bytes.firstIndex(of: UInt8(ascii: "@")), at > bytes.startIndex,
              !hasBlank(text) else { return false }
        let name = bytes[bytes.index(after: at)...]
        let labels = name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy { !$0.isEmpty } && !name.contains(UInt8(ascii: "@"))
    }

    private static func hasBlank(_ text: String) -> Bool {
        var isPlain = true
        for byte in text.utf8 {
            if byte == 0x20 || (0x09...0x0d).contains(byte) { return true }
            if byte >= 0x80 { isPlain = false }
        }
        return !isPlain && text.contains(where: \.isWhitespace)
    }
}
