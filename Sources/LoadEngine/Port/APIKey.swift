/// A secret that can be sent and never shown: every text made from it is redacted.
package struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for the request that carries it.
    package let secret: String

    /// True where it starts like every key of the leads API, so that it is known as a key wherever it stands.
    package let isUsual: Bool

    package init(_ secret: String) {
        self.secret = secret
        isUsual = secret.hasPrefix(Self.prefix)
    }

    /// `otr_…last4`; a secret too short to hide anything shows nothing.
    package var description: String {
        let prefix = isUsual ? Self.prefix : ""
        return secret.count >= prefix.count + 8 ? "\(prefix)…\(secret.suffix(4))" : "\(prefix)…"
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What every key of the leads API starts with.
    package static let prefix = "otr_"
}
