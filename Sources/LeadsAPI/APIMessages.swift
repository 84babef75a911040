package import Timeline

/// A request as any server sees it, free of sockets.
package struct APIRequest: Sendable {
    package var method: String
    /// With or without a query.
    package var path: String
    /// Names in lower case.
    package var fields: [FieldLine]
    package var body: [UInt8]

    package init(method: String, path: String, fields: [FieldLine], body: [UInt8]) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
    }

    package func field(_ name: String) -> String? { fields.first { $0.name == name }?.value }
    package var key: String? { field("x-api-key") }
}

/// A response as any server sends it.
package struct APIResponse: Sendable {
    package var status: Int
    package var fields: [FieldLine]
    package var body: [UInt8]

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
