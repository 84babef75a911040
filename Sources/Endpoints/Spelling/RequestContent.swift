/// Method, path, fields and body of a request, the same for every target.
package struct RequestContent: Sendable, Equatable {
    package var method: String
    package var path: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]

    package init(method: String, path: String, fields: [(name: String, value: String)], body: [UInt8]) {
        self.method = method
        self.path = path
        self.fields = fields
        self.body = body
    }

    package static func == (a: RequestContent, b: RequestContent) -> Bool {
        a.method == b.method && a.path == b.path && a.body == b.body && a.fields.elementsEqual(b.fields, by: ==)
    }
}
