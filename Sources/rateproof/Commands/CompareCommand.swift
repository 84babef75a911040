import ArgumentParser
import Measurement
import Reporting

struct CompareCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare", abstract: "Compare runs: equal, better, worse, or not to be told.",
        discussion: """
            Exit codes: 0 equal or better · 2 worse · 3 cannot tell · 4 a run failed · 64 the runs cannot be compared.
            Examples:
              rateproof compare baselines/main reports/latest.json      a folder of runs against one
              rateproof compare --baseline a1.json a2.json a3.json --candidate b1.json b2.json b3.json
              rateproof compare --target http://127.0.0.1:8080 --target http://127.0.0.1:8081 --profile compare
                                                            drives both in turns until it can tell
            """)

    @Argument(help: ArgumentHelp("A report, or a folder of reports, of each side: baseline, then candidate.", valueName: "report"))
    var reports: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The reports of the baseline.", valueName: "report"))
    var baseline: [String] = []

    @Option(parsing: .upToNextOption, help: ArgumentHelp("The reports of the candidate.", valueName: "report"))
    var candidate: [String] = []

    @Option(help: ArgumentHelp("Drive this target; twice, the baseline first.", valueName: "kind|url"))
    var target: [String] = []

    @Option(help: "The profile that both targets are driven with.")
    var profile = "compare"

    @Option(help: ArgumentHelp("The most pairs of runs to drive.", valueName: "n"))
    var pairs = 10

    @OptionGroup var flags: ProfileFlags

    @Option(help: ArgumentHelp("A change that nobody would act on.", valueName: "percent"))
    var margin = "5%"

    @Option(help: ArgumentHelp("How much runs differ by themselves, where you know: with it, single runs can be compared.", valueName: "percent"))
    var noise: String?

    @Option(help: ArgumentHelp("Compare although this differs: host, profile or contract; may be repeated.", valueName: "what"))
    var across: [Comparability.Aspect] = []

    @Option(help: ArgumentHelp("Write the comparison here, in the format of the ending; may be repeated.", valueName: "file"))
    var out: [String] = []

    @Flag(help: "Print the verdict only.")
    var quiet = false

    func run() async throws {
        let outputs = try OutputFiles.requestedReports(out)
        var rules = ComparisonRules()
        rules.margin = try Self.share(margin, "--margin")
        rules.noise = try noise.map { try Self.share($0, "--noise") }
        let (report, signal) = try target.isEmpty ? (saved(rules), nil) : await driven(rules)
        let written = outputs.isEmpty ? .none : try OutputFiles.write(report, to: outputs)
        Terminal.show(comparison: report, files: written.paths, quiet: quiet)
        throw ArgumentParser.ExitCode(Int32(signal.map { 128 + $0 } ?? written.exitCode(report.exitCode)))
    }

    private func saved(_ rules: ComparisonRules) throws -> Report {
        let sides = try sides()
        let (before, after) = (try ReportFiles.readAll(sides.baseline), try ReportFiles.readAll(sides.candidate))
        try Comparability.requireDistinct(before, after)
        try Comparability.require(before + after, across: across)
        return after[after.count - 1].compared(ReportComparator(baseline: before, candidate: after, rules).comparison())
    }

    private func sides() throws -> (baseline: [String], candidate: [String]) {
        if reports.isEmpty, !baseline.isEmpty, !candidate.isEmpty { return (baseline, candidate) }
        if reports.count == 2, baseline.isEmpty, candidate.isEmpty { return ([reports[0]], [reports[1]]) }
        throw Mistake("compare needs two sides: two reports or folders, or --baseline … --candidate … for several on each, or --target twice to drive both.")
    }

    private func driven(_ rules: ComparisonRules) async throws -> (Report, signal: Int?) {
        guard target.count == 2, reports.isEmpty, baseline.isEmpty, candidate.isEmpty else {
            throw Mistake("--target is given twice, the baseline first, and without reports.")
        }
        guard (PairedRuns.fewest...100).contains(pairs) else { throw Mistake("--pairs \(pairs): give \(PairedRuns.fewest) to 100.") }
        var requests: [RunRequest] = []
        for one in target { requests.append(try await RunRequest(profile: profile, target: one, history: "judged", flags)) }
        try Comparability.require(requests[0], toMatch: requests[1], across: across)
        return try await PairedRuns(requests[0], requests[1], most: pairs, rules, isQuiet: quiet).run()
    }

    private static func share(_ text: String, _ flag: String) throws -> Double {
        guard text.hasSuffix("%"), let value = Double(text.dropLast()), value > 0, value <= 100 else {
            throw Mistake("\(flag) \(text): give a percentage above zero, such as 5%.")
        }
        return value / 100
    }
}
