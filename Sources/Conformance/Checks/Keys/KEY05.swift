import Timeline

struct KEY05: Check {
    let id: CheckID = "KEY-05"
    let title = "A key spelled in another way is the same key or none"
    let level = Level.must
    let citation = Citation.rfc(9110, "5.5")
    let experiments: [ExperimentID] = [.spellings]
    let rule = """
        Fails if a used-up key gets a 2xx between two refusals of one window by white space around it, the field name’s letter case, its own \
        letter case or a second value. Where made-up keys are accepted, other letters and second values are not judged, and white space breaks a \
        should only: the server’s parser leaves it there, and to the API it is another key. Inconclusive if none was turned away between two \
        refusals.
        """
    let remedy = "Usually the key is tidied for the look-up and counted as it was spelled: tidy it once, and count what was looked up."

    func expected(_ contract: Contract) -> String { "with white space around it a used-up key stays limited; with other letters it may also be refused" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.offers(.keyPadded) else { return .skip(Absent.keyField(evidence.contract)) }
        let unknown = evidence.observations(of: .spellings).filter { $0.attempt.operation == .withUnknownKey }
        // A target that takes any key for a new one may take a misspelled one too: it must have been seen to refuse one.
        let takesAnyKey = unknown.contains { $0.attempt.isAdmitted }
        let refusesUnknown = unknown.contains { [401, 403].contains($0.attempt.response?.status) }
        let kinds = Operation.equalKeySpellings + (refusesUnknown ? Operation.otherKeySpellings : [])
        var finding = Bracket.judge(Bracket.find(in: evidence, Set(kinds)), "differently spelled key") { Spelling.shown($0) }
        if finding.verdict == .fail, !refusesUnknown {
            finding.level = .should
            let seen = takesAnyKey ? "keys that were made up are accepted here" : "no key that was made up was seen to be refused"
            finding.observed += "; \(seen), so it is the server's parser that leaves white space behind a value"
        }
        if finding.verdict == .pass, takesAnyKey { finding.observed += "; keys that were made up are accepted here, so other letters are other keys" }
        return finding
    }
}
