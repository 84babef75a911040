/// A finding together with the requirement that it is about.
package struct CheckResult: Sendable, Equatable {
    package var id: CheckID
    package var title: String
    package var level: Level
    package var verdict: Verdict
    package var citation: Citation
    package var expected: String
    package var observed: String
    package var power: String
    package var witness: [Int]
    /// The window that proves a failure, where its attempts were not kept.
    package var window: LoadWindow?
    /// The check whose failure explains this one; only on skip.
    package var blockedBy: CheckID?

    init(_ check: any Check, _ finding: Finding, _ contract: Contract) {
        id = check.id
        title = check.title(contract)
        level = finding.level ?? check.level
        verdict = finding.verdict
        citation = check.citation
        expected = check.expected(contract)
        observed = finding.observed
        power = finding.power
        witness = finding.witness
        window = finding.window
    }
}
