package import Timeline

/// What a request of an API is, and what its answers mean.
package struct Endpoint: Sendable, Equatable {
    package var method: String
    /// With the query, where there is one; an empty one stands for the path of the target's url.
    package var path: TextTemplate
    package var headers: [HeaderTemplate]
    package var body: Body?
    package var credential: Credential
    package var answers: AnswerRules
    package var variants: [Variant]
    /// How what was created is taken back; nothing where nobody said.
    package var cleanUp: CleanUp?
    /// True for the leads API, which has imports and a delete besides, and bodies that no template can write.
    package var isLeads = false

    package init(
        method: String, path: TextTemplate, headers: [HeaderTemplate] = [], body: Body? = nil, credential: Credential,
        answers: AnswerRules = AnswerRules(), variants: [Variant] = []
    ) {
        self.method = method
        self.path = path
        self.headers = headers
        self.body = body
        self.credential = credential
        self.answers = answers
        self.variants = variants
    }

    /// True where requests of other subjects differ.
    package var namesItsSubject: Bool {
        ([path] + headers.map(\.value) + [body?.template].compactMap(\.self)).contains { $0.slots.contains(.number) }
    }

    /// Every operation that can be asked of it. What nobody declared is not among them.
    package var offered: Set<Operation> {
        if isLeads { return Operation.ofLeads }
        var offered: Set<Operation> = [.create, .onNewConnection, .crossOrigin, .options, .head]
        offered.formUnion(Operation.forwardings + Operation.pathSpellings + variants.map(\.operation))
        let calls: [Operation] = [.withoutKey, .withInvalidKey, .withUnknownKey]
        if method != "GET" { offered.insert(.get) }
        switch credential {
        case .none: break
        case .header: offered.formUnion(calls + Operation.equalKeySpellings + Operation.otherKeySpellings)
        // In base64 other letters are other bytes.
        case .basic: offered.formUnion(calls + Operation.equalKeySpellings)
        case .query, .cookie: offered.formUnion(calls)
        }
        return offered
    }

    /// The request that takes one created thing back.
    package struct CleanUp: Sendable, Equatable {
        package var method: String
        /// With `${created}`.
        package var path: TextTemplate
        /// Where the id stands in the body of the answer that created it: names, and numbers for places in lists.
        package var id: [String]
        package var longest: TimeSpan

        package init(method: String, path: TextTemplate, id: [String], longest: TimeSpan) {
            self.method = method
            self.path = path
            self.id = id
            self.longest = longest
        }
    }

    package func variant(_ operation: Operation) -> Variant? { variants.first { $0.operation == operation } }
}
