import ArgumentParser
import Profiles
import Reporting

struct RunCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "Run a profile: drive the target, judge it, write the report.",
        discussion: """
            Examples:
              rateproof run                                   the quick profile against a server of our own
              rateproof run --target mock                     the same in virtual time
              RATEPROOF_API_KEYS=otr_… rateproof run profiles/leads-contract.yaml --authorized
              rateproof run profiles/quick.yaml --target http://127.0.0.1:8080 --keys 8 \\
                --set contract.quota=20 --set contract.window=4s
            """)

    @Argument(help: "A profile file, or the name of one in profiles/.")
    var profile = "quick"

    @Option(help: ArgumentHelp("mock, self-hosted, or the URL of a server.", valueName: "kind|url"))
    var target: String?

    @Option(help: ArgumentHelp("Set any field of the profile; may be repeated.", valueName: "path=value"))
    var set: [String] = []

    @Option(help: ArgumentHelp("Write the report (.json, .html) or the history (.jsonl) here instead of into reports/; may be repeated.", valueName: "file"))
    var out: [String] = []

    @Option(help: ArgumentHelp("Make up this many otr_ keys, for targets that accept any.", valueName: "n"))
    var keys: Int?

    @Option(help: ArgumentHelp("Judge only these checks.", valueName: "id,…"))
    var only: [String] = []

    @Option(help: ArgumentHelp("Leave these checks out.", valueName: "id,…"))
    var skip: [String] = []

    @Option(help: "What randomness starts from; a mock run with the same seed is the same run.")
    var seed: Int?

    @Option(help: ArgumentHelp("What the history keeps of load: full, judged, none or auto.", valueName: "how"))
    var history: String?

    @Flag(help: "Take every recommendation for a requirement.")
    var strict = false

    @Flag(help: "Print the schedule and send nothing.")
    var dryRun = false

    @Flag(help: "You may load this target, although it is not this machine.")
    var authorized = false

    @Flag(help: "Print the verdict only.")
    var quiet = false

    func run() async throws {
        let outputs = try OutputFiles.requested(out)
        let request = try RunRequest(self)
        let session = try RunSession(request)
        if dryRun {
            Terminal.say(session.schedule)
            return
        }
        let (history, signal) = try await session.record(showing: quiet ? .nothing : .automatic)
        // First what cannot be had again.
        let kept = request.profile.history == .none ? [] : try OutputFiles.write(history, to: outputs)
        let report = try Assessment(history, request.profile).report
        Terminal.show(report, files: try OutputFiles.write(report, to: outputs) + kept, quiet: quiet)
        throw ArgumentParser.ExitCode(Int32(signal.map { 128 + $0 } ?? report.exitCode))
    }
}
