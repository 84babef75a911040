package import Timeline

/// One request as it is intended, before any target has spelled it for the wire.
package struct Request: Sendable {
    package var operation: Operation
    /// Equal subjects mean the same thing, such as the same lead.
    package var subject: Int
    package var key: APIKey
    /// Which of the target's nodes it goes to; 0 is the one that every target has.
    package var node: Int
    /// Which of the addresses of this machine it leaves from, where several are given.
    package var source = 0
    /// The id of what is to be taken back.
    package var created = ""
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
