import Endpoints
import LoadEngine
import Profiles

extension Profile {
    /// Secrets that the profile spells out. What takes their place is a word, so that the profile stays one that can be read again.
    var hiddenSecrets: [APIKey] {
        let proxy = (target.proxy?.credential).map { pair in
            [pair.split(separator: ":", maxSplits: 1).last.map(String.init) ?? pair, Credential.basic.presented(pair)]
        }
        return (endpoint.literalSecrets + (proxy ?? [])).filter { !$0.isEmpty }.map { APIKey($0, shown: "hidden") }
    }
}
