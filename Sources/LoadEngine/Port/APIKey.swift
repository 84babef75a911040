/// A secret that can be sent and never shown: every text made from it is redacted.
package struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for the request that carries it.
    package let secret: String

    package init(_ secret: String) { self.secret = secret }

    /// `otr_…last4`; a secret too short to hide anything shows nothing.
    package var description: String {
        let prefix = secret.hasPrefix(Self.prefix) ? Self.prefix : ""
        return secret.count >= prefix.count + 8 ? "\(prefix)…\(secret.suffix(4))" : "\(prefix)…"
    }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What every key of the leads API starts with.
    package static let prefix = "otr_"
}
