import ArgumentParser
import FoundationEssentials
import Profiles
import Reporting
import Timeline

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Judge a saved history again; the report is the same, byte for byte.",
        discussion: "Example: rateproof check reports/quick-20260101-120000-ab12.history.jsonl --out again.json")

    @Argument(help: "A history that a run has written (.history.jsonl).")
    var history: String

    @Option(help: ArgumentHelp("Write the report (.json, .html) or the history (.jsonl) here; may be repeated.", valueName: "file"))
    var out: [String] = []

    @Flag(help: "Print the verdict only.")
    var quiet = false

    func run() throws {
        let outputs = try OutputFiles.requested(out)
        guard let data = try? Data(contentsOf: URL(filePath: history), options: .alwaysMapped) else {
            throw Mistake("\(history): there is no such file, or it cannot be read. Runs write their histories to reports/.")
        }
        let saved: History
        do { saved = try HistoryFile.decode(data) } catch { throw Mistake("\(history):\(error)") }
        let profile: Profile
        do throws(ProfileError) {
            profile = try Profile(yaml: saved.header.profileSource, file: "\(history), profile")
        } catch {
            throw Mistake(error.description)
        }
        let report = try Assessment(saved, profile).report
        let files = try outputs.isEmpty ? .none : OutputFiles.write(saved, to: outputs) + OutputFiles.write(report, to: outputs)
        Terminal.show(report, files: files.paths, quiet: quiet)
        throw ArgumentParser.ExitCode(Int32(files.exitCode(report.exitCode)))
    }
}
