import LeadsAPI
import Limiters
import Timeline
import WireFormat

extension Defect {
    static let keys: [Defect] = [
        Defect("one-bucket-for-all", "all keys share one bucket", namedBy: "KEY-01") { $0.bucket = { _ in "everybody" } },
        Defect("invalid-key-charges-valid-key", "a call with an invalid key is charged to the key that came last from a browser", namedBy: "HDR-04") {
            // It has to pass for a valid key's, or it is not counted at all; its lead lands where nobody looks.
            $0.workspace = { request, keys in keys.workspace(of: request.key) ?? (request.hasForeignKey ? "nobody" : nil) }
            $0.bucket = { $0.hasForeignKey ? LastBrowser.placeholder : ($0.key ?? "") + ($0.field("origin") == nil ? "" : LastBrowser.mark) }
            $0.alsoLimiting { limiter, _ in LastBrowser(limiter) }
            $0.alsoResponding { response, facts in
                guard facts.request.hasForeignKey else { return }
                response.remove("Retry-After")
                let refusal = APIResponse(status: 403, body: ["detail": "Missing or invalid API key"])
                (response.status, response.body) = (refusal.status, refusal.body)
            }
        },
        Defect("bucket-per-connection", "each connection has a bucket of its own", namedBy: "KEY-02") {
            $0.alsoCountingApart { "\($0.connection)" }
        },
        Defect("bucket-per-route", "imports count apart from creates", namedBy: "KEY-03") {
            $0.alsoCountingApart { $0.isOtherRoute ? "import" : nil }
        },
        trusting("X-Forwarded-For"), trusting("X-Real-IP"), trusting("Forwarded"), trusting("CF-Connecting-IP"), trusting("True-Client-IP"),
    ]

    /// A client that names another address counts in another bucket.
    private static func trusting(_ field: String) -> Defect {
        Defect("trusts-\(field.lowercased())", "the bucket depends on \(field)", namedBy: "KEY-04") {
            $0.alsoCountingApart { $0.field(field.lowercased()) }
        }
    }
}

extension APIRequest {
    /// True where there is no key, or one that cannot be of this API.
    fileprivate var hasForeignKey: Bool { !(key?.hasPrefix("otr_") ?? false) }

    /// The name of the field that carries the key.
    var keyField: String { field("x-api-key") == nil ? "authorization" : "x-api-key" }
}

/// Takes a placeholder for the key that came last from a browser, whose buckets bear a mark.
private struct LastBrowser: WrappingLimiter {
    static let placeholder = "whoever came last"
    static let mark = " browser"

    var inner: any Limiter
    private var last = ""

    init(_ inner: any Limiter) { self.inner = inner }

    func standing(of key: String, at now: WallInstant) -> Standing { inner.standing(of: owner(key), at: now) }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        let owner = owner(key)
        if key.hasSuffix(Self.mark) { last = owner }
        inner.charge(cost, to: owner, at: now)
    }

    mutating func rejected(_ key: String, at now: WallInstant) { inner.rejected(owner(key), at: now) }
    mutating func release(_ key: String, at now: WallInstant) { inner.release(owner(key), at: now) }
    func delay(of key: String, at now: WallInstant) -> TimeSpan { inner.delay(of: owner(key), at: now) }

    private func owner(_ key: String) -> String {
        key == Self.placeholder ? last : key.hasSuffix(Self.mark) ? String(key.dropLast(Self.mark.count)) : key
    }
}
