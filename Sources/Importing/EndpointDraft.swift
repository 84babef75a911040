package import Endpoints

/// One request as somebody already has it, made ready for a profile.
///
/// `path`, the values of `headers`, and a text or JSON `body` are templates: `${key}`, `${uuid}` and `${email}` are
/// slots, and `$${` stands for a literal `${`. No field but `secrets` holds a secret.
package struct EndpointDraft: Sendable, Equatable {
    /// Lower-case letters, digits and hyphens, from host and path.
    package var name: String
    /// `scheme://host[:port]`, without a path.
    package var url: String
    /// With the query; `/` at least.
    package var path: String
    package var method: String
    package var headers: [Header]
    package var body: Body?
    package var credential: Credential
    /// What the credential carried, for a run from memory; never written.
    package var secrets: [String]
    /// The variable that the profile takes its keys from.
    package var environment: String
    package var target: Target
    /// Nothing unless the document states it; then it is to be recognised.
    package var dialect: String?
    package var quota: Int?
    package var windowSeconds: Int?
    /// What could not be taken over, each with the reason.
    package var notes: [String]

    package static let usualEnvironment = "RATEPROOF_API_KEYS"

    package init(name: String, url: String, path: String, method: String, headers: [Header] = [], body: Body? = nil,
                 credential: Credential = .none, secrets: [String] = [], environment: String = usualEnvironment,
                 target: Target = Target(), dialect: String? = nil, quota: Int? = nil, windowSeconds: Int? = nil,
                 notes: [String] = []) {
        self.name = name
        self.url = url
        self.path = path
        self.method = method
        self.headers = headers
        self.body = body
        self.credential = credential
        self.secrets = secrets
        self.environment = environment
        self.target = target
        self.dialect = dialect
        self.quota = quota
        self.windowSeconds = windowSeconds
        self.notes = notes
    }

    /// A field of the request.
    package struct Header: Sendable, Equatable {
        package var name: String
        package var value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    package enum Body: Sendable, Equatable {
        case text(String)
        /// Valid JSON.
        case json(String)
        /// The path of a file.
        case file(String)
    }

    package typealias Credential = Endpoints.Credential

    /// How the target is reached, beyond its address.
    package struct Target: Sendable, Equatable {
        /// `host:port` to connect to instead of the address.
        package var connect: String?
        /// A PEM file with authorities to trust.
        package var trust: String?
        package var certificate: String?
        package var certificateKey: String?
        /// `2` or `1.1`.
        package var http: String?
        package var proxy: String?
        package var followsRedirects: Bool

        package init(connect: String? = nil, trust: String? = nil, certificate: String? = nil,
                     certificateKey: String? = nil, http: String? = nil, proxy: String? = nil,
                     followsRedirects: Bool = false) {
            self.connect = connect
            self.trust = trust
            self.certificate = certificate
            self.certificateKey = certificateKey
            self.http = http
            self.proxy = proxy
            self.followsRedirects = followsRedirects
        }
    }
}
