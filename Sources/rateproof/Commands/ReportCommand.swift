import ArgumentParser
import Reporting

struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "Write a saved report again, in other formats.",
        discussion: """
            Examples:
              rateproof report reports/latest.json --out report.html --out junit.xml --out summary.md
              rateproof report reports/latest.json            what the terminal showed
            """)

    @Argument(help: "A report that a run has written (.json).")
    var file: String

    @Option(help: ArgumentHelp("Write it here, in the format of the ending (rateproof list formats); may be repeated.", valueName: "file"))
    var out: [String] = []

    @Flag(help: "Print the verdict only.")
    var quiet = false

    func run() throws {
        let outputs = try OutputFiles.requestedReports(out)
        let report = try ReportFiles.read(file)
        let written = outputs.isEmpty ? .none : try OutputFiles.write(report, to: outputs)
        Terminal.show(report, files: written.paths, quiet: quiet)
        if !written.isWhole { throw ArgumentParser.ExitCode(Int32(ExitStatus.invalid)) }
    }
}
