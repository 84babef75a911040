/// What a request asks of the target, and how it is spelled.
///
/// Shape: a closed list, so that a history names each by its text and every target spells each the same way. The names are those of the leads API;
/// `create` is the ordinary request of any API.
package enum Operation: String, Sendable, CaseIterable, Codable {
    /// Create one lead; the subject says which, so that the same subject twice is a duplicate.
    case create
    /// Create a lead whose body breaks the field rules.
    case createInvalid = "create-invalid"
    /// Import a batch of so many leads; the last is more than an import may carry.
    case importOne = "import-1"
    case importTen = "import-10"
    case importThousand = "import-1000"
    case importTooMany = "import-1001"
    /// Delete a lead that does not exist.
    case deleteUnknown = "delete-unknown"
    /// Other methods on the path of create.
    case options, head, get
    /// Takes back what a request created, once the run is over; no attempt is recorded for it.
    case cleanUp = "clean-up"
    /// The ordinary request once more, as a profile declares it.
    case duplicate
    /// Other routes that share the limit, as a profile declares them, in its order.
    case route1 = "route-1"
    case route2 = "route-2"
    case route3 = "route-3"
    case route4 = "route-4"
    /// Other ways in for a key that is used up, as a profile declares them, in its order.
    case bracket1 = "bracket-1"
    case bracket2 = "bracket-2"
    case bracket3 = "bracket-3"
    case bracket4 = "bracket-4"

    // Create one lead, with one thing spelled in another way.
    case onNewConnection = "create-on-new-connection"
    case withoutKey = "create-without-key"
    case withInvalidKey = "create-with-invalid-key"
    /// A key of the right form that nobody was given.
    case withUnknownKey = "create-with-unknown-key"
    case crossOrigin = "create-cross-origin"
    case forwardedFor = "create-x-forwarded-for"
    case realIP = "create-x-real-ip"
    case forwarded = "create-forwarded"
    case connectingIP = "create-cf-connecting-ip"
    case clientIP = "create-true-client-ip"
    case keyPadded = "create-key-padded"
    case keyTabbed = "create-key-tabbed"
    case keyNameLowerCase = "create-key-name-lower-case"
    case keyUpperCase = "create-key-upper-case"
    case keyTwice = "create-key-twice"
    case keyListed = "create-key-listed"
    case pathTrailingSlash = "create-path-trailing-slash"
    case pathDoubleSlash = "create-path-double-slash"
    case pathUpperCase = "create-path-upper-case"
    case pathEncoded = "create-path-percent-encoded"
    case pathDotted = "create-path-dot-segment"
    case pathQuery = "create-path-query"
}

extension Operation {
    /// Fields by which a client could claim another address.
    package static let forwardings: [Operation] = [.forwardedFor, .realIP, .forwarded, .connectingIP, .clientIP]
    /// Spellings that HTTP says are the same key: white space around a value and the case of a field name mean nothing (RFC 9110, 5.1 and 5.5).
    package static let equalKeySpellings: [Operation] = [.keyPadded, .keyTabbed, .keyNameLowerCase]
    /// Spellings that are another key, or none, to a strict reader.
    package static let otherKeySpellings: [Operation] = [.keyUpperCase, .keyTwice, .keyListed]
    package static let pathSpellings: [Operation] = [
        .pathTrailingSlash, .pathDoubleSlash, .pathUpperCase, .pathEncoded, .pathDotted, .pathQuery,
    ]
    package static let imports: [Operation] = [.importOne, .importTen, .importThousand]
    package static let otherMethods: [Operation] = [.options, .head, .get]
    package static let routes: [Operation] = [.route1, .route2, .route3, .route4]
    /// What the leads API can be asked: all but what a profile declares.
    package static let ofLeads = Set(allCases).subtracting(routes + brackets + [.duplicate, .cleanUp])
    package static let brackets: [Operation] = [.bracket1, .bracket2, .bracket3, .bracket4]

    /// How many leads an import carries; nothing for what is no import.
    package var batch: Int? {
        switch self {
        case .importOne: 1
        case .importTen: 10
        case .importThousand: 1_000
        case .importTooMany: 1_001
        default: nil
        }
    }

    /// True where the contract leaves no doubt that the request counts on its key; false for methods and spellings that a target may
    /// refuse, count elsewhere, or not count at all.
    package var isPlain: Bool {
        switch self {
        case .create, .onNewConnection, .crossOrigin, .createInvalid, .importOne, .importTen, .importThousand, .importTooMany, .deleteUnknown,
             .duplicate, .route1, .route2, .route3, .route4: true
        default: false
        }
    }

    /// True for a create of one valid lead that the limiter alone can refuse.
    package var isPlainCreate: Bool { self == .create || self == .onNewConnection || self == .crossOrigin }
}
