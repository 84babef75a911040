package import Timeline

/// Another request of the same API, by what changes in it, and what it is sent for.
package struct Variant: Sendable, Equatable {
    package enum Role: String, Sendable, CaseIterable {
        /// The same thing once more: the target refuses it, or not.
        case duplicate
        /// A request that the API itself refuses.
        case invalid
        /// Another route that draws on the same limit.
        case route
        /// Another way in for a key that is used up.
        case bracket
    }

    package var name: String
    package var role: Role
    /// Under which its attempts are recorded.
    package var operation: Operation
    package var method: String?
    package var path: TextTemplate?
    package var headers: [HeaderTemplate]
    package var body: Body?
    /// How much of the quota it uses; nothing where the contract leaves it open.
    package var cost: Int?

    package init(
        name: String, role: Role, operation: Operation, method: String? = nil, path: TextTemplate? = nil, headers: [HeaderTemplate] = [],
        body: Body? = nil, cost: Int? = nil
    ) {
        self.name = name
        self.role = role
        self.operation = operation
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.cost = cost
    }
}

/// A header line whose value has slots.
package struct HeaderTemplate: Sendable, Equatable {
    package var name: String
    package var value: TextTemplate
    package init(name: String, value: TextTemplate) {
        self.name = name
        self.value = value
    }
}

/// The body of a request, and its type where no header says it.
package struct Body: Sendable, Equatable {
    package var template: TextTemplate
    package var mediaType: String?
    package init(_ template: TextTemplate, mediaType: String?) {
        self.template = template
        self.mediaType = mediaType
    }
}
