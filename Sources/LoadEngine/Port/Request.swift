package import Timeline

/// One request as it is intended, before any target has spelled it for the wire.
package struct Request: Sendable {
    package var operation: Operation
    /// Equal subjects mean the same lead.
    package var subject: Int
    package var key: APIKey
    /// Which of the target's nodes it goes to; 0 is the one that every target has.
    package var node: Int
    /// When it is sent.
    package var begun = RunInstant.start
    /// True where the body of an answer shall be handed over whole.
    package var wantsBody = false

    package init(operation: Operation, subject: Int, key: APIKey, node: Int = 0) {
        self.operation = operation
        self.subject = subject
        self.key = key
        self.node = node
    }

    /// True where the request must not share a connection with any other.
    package var wantsOwnConnection: Bool { operation == .onNewConnection }
}

/// Method, path, fields and body of a request, the same for every target.
package struct RequestContent: Sendable, Equatable {
    package var method: String
    package var path: String
    package var fields: [(name: String, value: String)]
    package var body: [UInt8]

    package static func == (a: RequestContent, b: RequestContent) -> Bool {
        a.method == b.method && a.path == b.path && a.body == b.body && a.fields.elementsEqual(b.fields, by: ==)
    }
}
