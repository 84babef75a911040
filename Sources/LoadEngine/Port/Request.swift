package import Timeline

/// One request as it is intended, before any target has spelled it for the wire.
package struct Request: Sendable {
    package var operation: Operation
    /// Equal subjects mean the same lead.
    package var subject: Int
    package var key: APIKey

    package init(operation: Operation, subject: Int, key: APIKey) {
        self.operation = operation
        self.subject = subject
        self.key = key
    }
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

/// Spells the requests of one run; every lead carries the run's id, so that leads can be found and cleaned up.
package struct RequestSpelling: Sendable {
    private let runID: String
    private let path: String

    /// `path` is that of the create endpoint; the others lie below it.
    package init(runID: String, path: String = "/api/v1/leads") {
        self.runID = runID
        self.path = path
    }

    package func content(_ request: Request) -> RequestContent {
        let (method, path, body): (String, String, String) = switch request.operation {
        case .create: ("POST", path, lead(email: email(request.subject)))
        case .createInvalid: ("POST", path, lead(email: "not-an-address-\(request.subject)"))
        case .importBatch: ("POST", path + "/import", batch(request.subject))
        case .deleteUnknown: ("DELETE", path + "/cld_unknown\(request.subject)", "")
        }
        var fields = [(name: "X-API-Key", value: request.key.secret), (name: "Accept", value: "application/json"),
                      (name: "User-Agent", value: "rateproof")]
        if !body.isEmpty { fields.append((name: "Content-Type", value: "application/json")) }
        return RequestContent(method: method, path: path, fields: fields, body: Array(body.utf8))
    }

    private func email(_ subject: Int) -> String { "rateproof.\(runID).\(subject)@example.com" }

    /// More than one lead, so that a cost for each would show.
    private func batch(_ subject: Int) -> String {
        let leads = ["a", "b", "c"].map { lead(email: "rateproof.\(runID).\(subject)\($0)@example.com") }
        return #"{"leads":[\#(leads.joined(separator: ","))],"restoreSoftDeleted":true}"#
    }

    private func lead(email: String) -> String {
        #"{"email":"\#(email)","firstName":"Rate","lastName":"Proof","company":"rateproof","source":"api","notes":"rateproof run \#(runID)"}"#
    }
}
