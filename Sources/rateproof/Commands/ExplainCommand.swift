import ArgumentParser
import Conformance
import Limiters
import Simulation
import Timeline

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain a check: what it asks, how it decides, what to mend.", discussion: "Example: rateproof explain CNT-02")

    @Argument(help: ArgumentHelp("A check, such as CNT-02 (see: rateproof list checks).", valueName: "check"))
    var check: String

    func run() throws {
        guard let found = CheckCatalog.check(CheckID(check.uppercased())) else {
            throw Mistake("there is no check \"\(check)\"; rateproof list checks shows them all.")
        }
        let vendor = Contract(quota: 100, window: .seconds(60), dialect: .xRateLimitEpoch)
        var bucket = vendor
        bucket.promise([.bucket(capacity: 10, refill: 5, per: .seconds(1))])
        let isOfWindows = found.applies(to: vendor)
        let defects = Defect.catalog.filter { $0.namedBy == found.id.description }
        var parts = [
            "\(found.id) (\(found.level.rawValue))  \(found.title)",
            isOfWindows ? "Expected, with 100 requests per 60 s: \(found.expected(vendor))."
                : "Expected, with a bucket of 10 and 5 a second: \(found.expected(bucket)).",
            "Source: \(found.citation.text), \(found.citation.url)",
            "How it decides: \(found.rule)",
            "If it fails: \(found.remedy)",
            "Decided by:\n" + found.experiments.map { "  \($0.rawValue): \($0.summary)" }.joined(separator: "\n"),
        ]
        if !defects.isEmpty {
            parts.append("Faults that it names (rateproof run --target mock --set 'target.limiter.defects=[\(defects[0].name)]' shows one):\n"
                            + defects.map { "  \($0.name): \($0.summary)" }.joined(separator: "\n"))
        }
        Terminal.say(parts.map(Terminal.wrapped).joined(separator: "\n\n"))
    }
}
