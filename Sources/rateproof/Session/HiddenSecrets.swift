import Endpoints
import LoadEngine

extension Endpoint {
    /// Secrets that the profile spells out. What takes their place is a word, so that the profile stays one that can be read again.
    var hiddenSecrets: [APIKey] { literalSecrets.map { APIKey($0, shown: "hidden") } }
}
