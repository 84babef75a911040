import Conformance
import Endpoints
import Limiters
import LoadEngine
import Profiles

extension Profile {
    /// How requests of a run are spelled, and what is kept of the fields of their answers.
    func spelling(runID: String) -> RequestSpelling {
        RequestSpelling(runID: runID, endpoint: endpoint, recorded: RecordedFields(further: contract.dialect.fields?.names ?? []))
    }

    /// Secrets that the profile spells out. What takes their place is a word, so that the profile stays one that can be read again.
    var hiddenSecrets: [APIKey] {
        let proxy = (target.proxy?.credential).map { pair in
            [pair.split(separator: ":", maxSplits: 1).last.map(String.init) ?? pair, Credential.basic.presented(pair)]
        }
        return (endpoint.literalSecrets + (proxy ?? [])).filter { !$0.isEmpty }.map { APIKey($0, shown: "hidden") }
    }
}
