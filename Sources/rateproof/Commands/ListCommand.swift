import ArgumentParser
import Conformance
import Limiters
import Profiles
import Reporting
import Simulation

struct ListCommand: ParsableCommand {
    enum Topic: String, CaseIterable, ExpressibleByArgument { case checks, defects, algorithms, dialects, formats, profiles }

    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List what this version knows.", discussion: "Example: rateproof list defects")

    @Argument(help: ArgumentHelp("One of \(Topic.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "topic"))
    var topic: Topic

    func run() {
        let rows: [[String]] = switch topic {
        case .checks: CheckCatalog.all.sorted { $0.id < $1.id }.map { [$0.id.description, $0.level.rawValue, $0.title] }
        case .defects: Defect.catalog.map { [$0.name, $0.namedBy, $0.summary] }
        case .algorithms: Algorithm.allCases.map { [$0.rawValue, $0.summary] }
        case .dialects: Dialect.catalog.map { [$0.id, $0.title] }
        case .formats: ReportFormat.endings.filter { !$0.meaning.isEmpty }.map { [$0.ending, $0.meaning] } + [[".jsonl", "the history, for `rateproof check`"]]
        case .profiles: ShippedProfiles.all.map { [$0.name, $0.summary] }
        }
        Terminal.say(Terminal.table(rows))
    }
}
