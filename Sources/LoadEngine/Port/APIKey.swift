/// A secret that can be sent and never shown: every text made from it is redacted.
package struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The secret itself, for the request that carries it.
    package let secret: String
    /// The secret as the request carries it, such as in base64.
    package let presented: String
    /// Other texts that give it away: the password of a pair, the pair in base64.
    package let further: [String]
    /// What is shown in its place.
    package let description: String

    /// True where it starts like every key of the leads API, so that it is known as a key wherever it stands; and where there is nothing to hide.
    package let isUsual: Bool

    /// `shown` takes the place of what would be shown of the secret, for keys that are no secret: `127.0.0.2`.
    package init(_ secret: String, presented: String? = nil, shown: String? = nil) {
        self.secret = secret
        self.presented = presented ?? secret
        isUsual = secret.isEmpty || secret.hasPrefix(Self.prefix) && (presented ?? secret) == secret
        let password = secret.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
        further = secret == self.presented ? [] : [self.presented] + [password].compactMap(\.self).filter { $0.utf8.count >= 6 }
        description = shown ?? Self.redacted(secret, isPair: password != nil && secret != self.presented)
    }

    /// `otr_…last4`; a secret too short to hide anything, or a name with its password, shows nothing.
    private static func redacted(_ secret: String, isPair: Bool) -> String {
        if secret.hasPrefix(prefix) { return secret.count >= prefix.count + 8 ? "\(prefix)…\(secret.suffix(4))" : "\(prefix)…" }
        return secret.count >= shortest && !isPair ? "…\(secret.suffix(4))" : "…"
    }

    /// From so many characters on, four of them give little away.
    private static let shortest = 16

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What every key of the leads API starts with.
    package static let prefix = "otr_"
}
