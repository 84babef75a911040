package import Endpoints
package import Timeline
package import WireFormat

/// A request as any server sees it, free of sockets.
package struct APIRequest: Sendable {
    package var method: String
    /// With or without a query.
    package var path: String
    /// Names in lower case.
    package let fields: [FieldLine]
    package var body: [UInt8]
    /// The first key, without the white space around it, which is no part of a value (RFC 9110, 5.5).
    package let key: String?
    /// True for another route than that of the ordinary request, as the service knows them.
    package internal(set) var isOtherRoute = false
    /// Which connection it came over: the same number means the same connection.
    package var connection: Int
    /// Which of several nodes received it.
    package var node: Int

    package init(method: String, path: String, fields: [FieldLine], body: [UInt8], connection: Int = 0, node: Int = 0, credential: Credential = .leads) {
        self.method = method
        self.path = path
        self.fields = fields
        key = if credential == .leads {
            fields.first { $0.name == "x-api-key" }.map { Self.trimmed($0.value) }
        } else {
            credential.key(path: path, fields: fields.lazy.map { (name: $0.name, value: Self.trimmed($0.value)) })
        }
        self.body = body
        self.connection = connection
        self.node = node
    }

    package func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    private static func trimmed(_ text: String) -> String {
        guard text.utf8.first == 0x20 || text.utf8.last == 0x20 || text.utf8.first == 0x09 || text.utf8.last == 0x09 else { return text }
        let start = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }
        let count = start.reversed().drop { $0 == 0x20 || $0 == 0x09 }.count
        return String(decoding: start.prefix(count), as: UTF8.self)
    }
}

/// A response as any server sends it.
package struct APIResponse: Sendable {
    package var status: Int
    package var fields: [FieldLine]
    package var body: [UInt8]
    package var date = DateField.asUsual

    /// What stands in the Date field, which the server writes that sends the response.
    package enum DateField: Sendable, Equatable {
        case asUsual
        case absent
        case text(String)
    }

    package init(status: Int, fields: [FieldLine] = [], body: JSONValue) {
        self.status = status
        self.fields = fields
        self.body = body.serialized
    }

    static func detail(_ status: Int, _ text: String) -> APIResponse {
        APIResponse(status: status, body: ["detail": .string(text)])
    }

    /// Sets a field, in the place of one with the same name where there is one.
    package mutating func set(_ field: FieldLine) {
        remove(field.name)
        fields.append(field)
    }

    package mutating func remove(_ name: String) {
        fields.removeAll { $0.name.lowercased() == name.lowercased() }
    }
}
