import Timeline

struct KEY06: Check {
    let id: CheckID = "KEY-06"
    let title = "A path spelled in another way is the same bucket or none"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.spellings]
    let rule = """
        Fails if a used-up key gets a 2xx between two refusals of one window by a slash, a letter’s case, a percent code, a dot segment or a query \
        in the path. Inconclusive if none was turned away between two refusals.
        """
    let remedy = "Usually the raw path is part of the bucket’s name: use the route that was matched, or normalise the path before counting."

    func expected(_ contract: Contract) -> String { "a used-up key stays limited, or is told that there is no such path" }

    func judge(_ evidence: Evidence) -> Finding {
        let declared = Bracket.find(in: evidence, Set(Operation.brackets))
        if let leak = declared.first(where: \.isLeak) {
            let name = evidence.contract.variant(leak.probe.attempt.operation)?.name ?? ""
            return .fail("a used-up key is admitted by the variant \(name), \(leak.probe.shown), between two refusals of the same window",
                         witness: leak.witness, as: .leak)
        }
        let spelled = Bracket.find(in: evidence, Set(Operation.pathSpellings))
        var finding = Bracket.judge(spelled + declared, "differently spelled path") { Spelling.shown($0) }
        if finding.verdict == .fail, !evidence.contract.isLeads {
            // Another path may be another resource, which the limit does not cover.
            finding.level = .should
            finding.observed += "; that is right if it is another resource"
        }
        return finding
    }
}
