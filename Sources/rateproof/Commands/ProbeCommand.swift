import ArgumentParser
import LoadEngine
import Profiles
import Reporting
import Timeline
import Importing

struct ProbeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "probe", abstract: "Send five requests and say in plain words what came back.",
        discussion: """
            Examples:
              rateproof probe http://127.0.0.1:8080/v1/search?q=x
              rateproof probe search.yaml
              rateproof probe --curl 'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v1/search?q=x' --authorized
            """)

    @Argument(help: "A URL, a profile file, or the name of one in profiles/.")
    var what: String?

    @Option(help: ArgumentHelp("Ask what this command of curl asks.", valueName: "line"))
    var curl: String?

    @OptionGroup var flags: ProfileFlags

    func run() async throws {
        let (request, named) = try await request()
        let probe = try await Probe(request)
        if let first = probe.answers.first, probe.answers.allSatisfy({ $0.attempt.response == nil }) {
            let cause = switch first.attempt.outcome {
            case .indeterminate(let cause), .notSent(let cause): cause.rawValue
            case .responded: ""
            }
            throw EarlyEnd(reason: "no answer came to \(Probe.count) requests (\(cause)); does the server speak HTTP there?", status: ExitStatus.invalid)
        }
        Terminal.say(ProbeText(probe: probe, named: named).text)
    }

    private func request() async throws -> (RunRequest, named: String) {
        if let curl {
            if what != nil { throw Mistake("a profile or URL and --curl exclude each other.") }
            let line = try CurlRun(curl)
            return (try await line.request(target: nil, history: nil, flags), line.named)
        }
        guard let what else { throw Mistake("probe needs a URL, a profile, or --curl.") }
        guard what.contains("://") else { return (try await RunRequest(profile: what, target: nil, history: nil, flags), what) }
        let text = """
            name: probe
            target: { kind: http, url: \(YAMLText.quoted(what)) }
            request: {}
            contract: { observed: true, dialect: auto }
            """
        let source = ProfileFiles.Source(text: text, file: "the address", words: ["--curl", "'curl \(what)'"])
        return (try await RunRequest(profile: "probe", target: nil, history: nil, flags, own: source), "--curl 'curl \(what)'")
    }
}
