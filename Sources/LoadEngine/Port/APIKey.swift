import Endpoints

/// A secret that can be sent and never shown: every text made from it is redacted.
///
/// One reference, because it goes with every request.
package struct APIKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private final class Texts: Sendable {
        let secret, presented, description: String
        let further: [String]
        let isUsual: Bool

        init(_ secret: String, _ presented: String, _ further: [String], isUsual: Bool, _ description: String) {
            (self.secret, self.presented, self.further, self.isUsual, self.description) = (secret, presented, further, isUsual, description)
        }
    }

    private let texts: Texts

    /// The secret itself, for the request that carries it.
    package var secret: String { texts.secret }
    /// The secret as the request carries it, such as in base64.
    package var presented: String { texts.presented }
    /// Other texts that give it away: the password of a pair, the pair in base64.
    package var further: [String] { texts.further }
    /// What is shown in its place.
    package var description: String { texts.description }
    /// True where it starts like every key of the leads API, so that it is known as a key wherever it stands; and where there is nothing to hide.
    package var isUsual: Bool { texts.isUsual }

    /// `shown` takes the place of what would be shown of the secret, for keys that are no secret: `127.0.0.2`.
    package init(_ secret: String, presented: String? = nil, shown: String? = nil) {
        let presented = presented ?? secret
        let password = secret.split(separator: ":", maxSplits: 1).dropFirst().first.map(String.init)
        let isUsual = secret.isEmpty || secret.hasPrefix(Self.prefix) && presented == secret
        var further = secret == presented ? [] : [presented] + [password].compactMap(\.self).filter { $0.utf8.count >= Self.shortestPassword }
        // A request may spell it in the other letter case, and be answered with that.
        if !isUsual { further.append(presented.inSwappedCase) }
        texts = Texts(secret, presented, further.filter { $0 != secret }, isUsual: isUsual,
                      shown ?? Self.redacted(secret, isPair: password != nil && secret != presented))
    }

    /// `otr_…last4`; a secret too short to hide anything, or a name with its password, shows nothing.
    private static func redacted(_ secret: String, isPair: Bool) -> String {
        if secret.hasPrefix(prefix) { return secret.count >= prefix.count + 8 ? "\(prefix)…\(secret.suffix(4))" : "\(prefix)…" }
        return secret.count >= shortest && !isPair ? "…\(secret.suffix(4))" : "…"
    }

    /// From so many characters on, four of them give little away.
    private static let shortest = 16
    /// A shorter password is a word that stands in other texts as well.
    private static let shortestPassword = 6

    package static func == (one: APIKey, other: APIKey) -> Bool {
        one.texts === other.texts || one.secret == other.secret && one.presented == other.presented
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(secret) }

    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }

    /// What every key of the leads API starts with.
    package static let prefix = "otr_"
}
