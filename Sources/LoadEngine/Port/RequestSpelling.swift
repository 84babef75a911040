import Timeline

/// Spells the requests of one run; every lead carries the run's id, so that leads can be found and cleaned up.
package struct RequestSpelling: Sendable {
    private let runID: String
    private let path: String
    /// What is kept of the fields of the answers.
    package let recorded: RecordedFields

    /// `path` is that of the create endpoint; the others lie below it.
    package init(runID: String, path: String = "/api/v1/leads", recorded: RecordedFields = RecordedFields()) {
        self.recorded = recorded
        self.runID = runID
        self.path = path
    }

    package func content(_ request: Request) -> RequestContent {
        let operation = request.operation
        let body = Array(body(of: request).utf8)
        var fields = keyFields(operation, request.key.secret)
        fields.append((name: "Accept", value: "application/json"))
        fields.append((name: "User-Agent", value: "rateproof"))
        if let extra = Self.extraField(operation) { fields.append(extra) }
        if request.wantsOwnConnection { fields.append((name: "Connection", value: "close")) }
        if !body.isEmpty { fields.append((name: "Content-Type", value: "application/json")) }
        return RequestContent(method: Self.method(operation), path: path(of: request), fields: fields, body: body)
    }

    // MARK: Method and path

    private static func method(_ operation: Operation) -> String {
        switch operation {
        case .options: "OPTIONS"
        case .head: "HEAD"
        case .get: "GET"
        case .deleteUnknown: "DELETE"
        default: "POST"
        }
    }

    private func path(of request: Request) -> String {
        switch request.operation {
        case .importOne, .importTen, .importThousand, .importTooMany: path + "/import"
        case .deleteUnknown: path + "/cld_unknown\(request.subject)"
        case .pathTrailingSlash: path + "/"
        case .pathDoubleSlash: "/" + path
        case .pathUpperCase: path.uppercased()
        case .pathEncoded: String(path.dropLast()) + path.suffix(1).utf8.map { "%" + String($0, radix: 16) }.joined()
        case .pathDotted: path + "/."
        case .pathQuery: path + "?rateproof=1"
        default: path
        }
    }

    // MARK: Fields

    private func keyFields(_ operation: Operation, _ secret: String) -> [(name: String, value: String)] {
        switch operation {
        case .withoutKey: []
        case .withInvalidKey: [("X-API-Key", "rateproof-invalid")]
        case .withUnknownKey: [("X-API-Key", "\(APIKey.prefix)rateproof_unknown_\(runID)")]
        case .keyPadded: [("X-API-Key", "  \(secret)  ")]
        case .keyTabbed: [("X-API-Key", "\t\(secret)\t")]
        case .keyNameLowerCase: [("x-api-key", secret)]
        // The prefix stays, so that only the rest says which key is meant.
        case .keyUpperCase: [("X-API-Key", Self.swappedCase(secret))]
        case .keyTwice: [("X-API-Key", secret), ("X-API-Key", secret)]
        case .keyListed: [("X-API-Key", "\(secret), \(secret)")]
        default: [("X-API-Key", secret)]
        }
    }

    private static func swappedCase(_ secret: String) -> String {
        let prefix = secret.hasPrefix(APIKey.prefix) ? APIKey.prefix : ""
        return prefix + secret.dropFirst(prefix.count).map { $0.isLowercase ? $0.uppercased() : $0.lowercased() }.joined()
    }

    /// Addresses of RFC 5737, which belong to nobody.
    private static func extraField(_ operation: Operation) -> (name: String, value: String)? {
        switch operation {
        case .forwardedFor: ("X-Forwarded-For", "192.0.2.17")
        case .realIP: ("X-Real-IP", "192.0.2.18")
        case .forwarded: ("Forwarded", "for=192.0.2.19")
        case .connectingIP: ("CF-Connecting-IP", "192.0.2.20")
        case .clientIP: ("True-Client-IP", "192.0.2.21")
        case .crossOrigin, .options: ("Origin", "https://rateproof.example")
        default: nil
        }
    }

    // MARK: Body

    private func body(of request: Request) -> String {
        switch request.operation {
        case .createInvalid: return lead(email: "not-an-address-\(request.subject)")
        case .deleteUnknown, .options, .head, .get: return ""
        default:
            guard let count = request.operation.batch else { return lead(email: email(Self.padded(request.subject))) }
            let leads = (0..<count).map { #"{"email":"\#(email("\(Self.padded(request.subject))-\($0)"))"}"# }
            return #"{"leads":[\#(leads.joined(separator: ","))],"restoreSoftDeleted":true}"#
        }
    }

    /// Subjects are written with so many digits, so that all creates of a run are of one length.
    package static let subjectDigits = 9
    /// How many subjects can be written so.
    package static let subjects = 1_000_000_000

    private static func padded(_ subject: Int) -> String {
        let digits = String(subject)
        return String(repeating: "0", count: max(0, subjectDigits - digits.utf8.count)) + digits
    }

    private func email(_ subject: String) -> String { "rateproof.\(runID).\(subject)@example.com" }

    private func lead(email: String) -> String {
        #"{"email":"\#(email)","firstName":"Rate","lastName":"Proof","company":"rateproof","source":"api","notes":"rateproof run \#(runID)"}"#
    }
}
