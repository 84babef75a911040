/// How a server spells its advice: which fields carry limit, remaining and reset, and what a reset counts.
package struct Dialect: Sendable, Equatable {
    package enum ResetKind: String, Sendable { case epochSeconds = "epoch seconds" }

    package var id: String
    package var title: String
    /// Nothing for a target that promises no advice.
    package var fields: Fields?

    /// Field names in lower case.
    package struct Fields: Sendable, Equatable {
        package var limit: String
        package var remaining: String
        package var reset: String
        package var resetKind: ResetKind

        package var names: [String] { [limit, remaining, reset] }
    }

    package static let retryAfter = "retry-after"

    package static let xRateLimitEpoch = Dialect(
        id: "x-ratelimit-epoch", title: "X-RateLimit-Limit, -Remaining, -Reset (Unix epoch seconds)",
        fields: Fields(limit: "x-ratelimit-limit", remaining: "x-ratelimit-remaining", reset: "x-ratelimit-reset", resetKind: .epochSeconds))

    package static let none = Dialect(id: "none", title: "no rate-limit fields are promised", fields: nil)

    /// Every dialect that a contract can name.
    package static let catalog = [none, xRateLimitEpoch]

    package init?(id: String) {
        guard let found = Self.catalog.first(where: { $0.id == id }) else { return nil }
        self = found
    }

    private init(id: String, title: String, fields: Fields?) {
        self.id = id
        self.title = title
        self.fields = fields
    }
}
