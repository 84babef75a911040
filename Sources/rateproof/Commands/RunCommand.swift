import ArgumentParser
import Measurement
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
              rateproof run --curl 'curl -H "X-Api-Key: $KEY" http://127.0.0.1:8080/v1/search?q=x'
              rateproof run profiles/quick.yaml --target http://127.0.0.1:8080 --keys 8 \\
                --set contract.quota=20 --set contract.window=4s
            """)

    @Argument(help: "A profile file, or the name of one in profiles/. (default: quick)")
    var profile: String?

    @Option(help: ArgumentHelp("Run what this command of curl asks, without a file.", valueName: "line"))
    var curl: String?

    @Option(help: ArgumentHelp("mock, self-hosted, or the URL of a server.", valueName: "kind|url"))
    var target: String?

    @Option(help: ArgumentHelp("Write the report or the history (.jsonl) here instead of into reports/, in the format of the ending; may be repeated.", valueName: "file"))
    var out: [String] = []

    @OptionGroup var flags: ProfileFlags

    @Option(help: ArgumentHelp("What the history keeps of load: full, judged, none or auto.", valueName: "how"))
    var history: String?

    @Flag(help: "Print the schedule and send nothing.")
    var dryRun = false

    @Option(help: ArgumentHelp("Hold the run against the runs of this baseline.", valueName: "name"))
    var baseline: String?

    @Option(help: ArgumentHelp("Add the run to this baseline, kept in baselines/.", valueName: "name"))
    var saveBaseline: String?

    @Option(help: ArgumentHelp("Compare although this differs: host, profile or contract; may be repeated.", valueName: "what"))
    var across: [Comparability.Aspect] = []

    @Flag(help: "Print the verdict only.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print every check with what it could have caught; where output is no terminal, a line every ten seconds.")
    var verbose = false

    func run() async throws {
        let outputs = try OutputFiles.requested(out)
        let display = quiet ? Display.nothing : verbose ? .verbose : .automatic
        var request = try await self.request()
        let redirected = dryRun ? [] : try await Redirects.overrides(request)
        if !redirected.isEmpty { request = try await self.request(redirected, before: request) }
        if request.isToBeObserved, !dryRun {
            let found = try await ContractObservation(try await self.request(redirected + ContractObservation.looking, before: request), showing: display)
            let settled = try found.settled()
            try await found.rest(request)
            request = try await self.request(redirected + settled, before: request)
        }
        let session = try RunSession(request)
        // A baseline that cannot serve is told before anything is sent.
        let known = try baseline.map { try Baselines.read($0) } ?? []
        try Comparability.require(request, toMatch: known, across: across)
        if let saveBaseline { try Baselines.requireName(saveBaseline) }
        if dryRun {
            Terminal.say(session.schedule)
            return
        }
        let (history, signal) = try await session.record(showing: display) { [request] history in
            guard request.profile.history != .none, let kept = try? OutputFiles.write(history, to: outputs).paths.first else { return }
            Terminal.note("the history so far is in \(kept); `rateproof check` judges it.")
        }
        // First what cannot be had again.
        let kept = request.profile.history == .none ? OutputFiles.Written.none : try OutputFiles.write(history, to: outputs)
        var report = try Assessment(history, request.profile).report
        if !known.isEmpty { report = report.held(against: ReportComparator(baseline: known, candidate: [report], ComparisonRules()).comparison()) }
        let written = try OutputFiles.write(report, to: outputs) + kept
        Terminal.show(report, files: written.paths + (try saveBaseline.flatMap { try Baselines.save(report, as: $0) }.map { [$0] } ?? []), quiet: quiet, verbose: verbose)
        // What is proven stands, however the run ended.
        let interrupted = report.exitCode == ExitStatus.violated ? nil : signal.map { 128 + $0 }
        throw ArgumentParser.ExitCode(Int32(interrupted ?? written.exitCode(report.exitCode)))
    }

    /// `further` is laid over the flags.
    private func request(_ further: [Override] = [], before: RunRequest? = nil) async throws -> RunRequest {
        if let curl {
            if profile != nil { throw Mistake("a profile and --curl exclude each other.") }
            return try await CurlRun(curl).request(target: target, history: history, flags, further: further, before: before)
        }
        return try await RunRequest(profile: profile ?? "quick", target: target, history: history, flags, further: further, before: before)
    }
}
