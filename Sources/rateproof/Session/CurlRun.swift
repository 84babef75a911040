import Endpoints
import Importing
import Profiles

/// A run of what a command of curl asks, without a file.
struct CurlRun {
    private let draft: EndpointDraft
    private let line: String

    /// How the reader names it.
    var named: String { "--curl \(ShellText.quoted(line))" }

    /// The line as a report may keep it: without any value that may be a secret, the key as the variable that it comes from.
    private var shown: String {
        var words = ["curl", "-X", draft.method]
        for header in draft.headers { words += ["-H", ShellText.quoted("\(header.name): \(header.value)")] }
        var path = draft.path
        switch draft.credential {
        case .none: break
        case .header(let name, let prefix): words += ["-H", "\"\(name): \(prefix)$\(draft.environment)\""]
        case .query(let name): path += (path.contains("?") ? "&" : "?") + "\(name)=$\(draft.environment)"
        case .cookie(let name): words += ["-b", "\"\(name)=$\(draft.environment)\""]
        case .basic: words += ["-u", "\"$\(draft.environment)\""]
        }
        switch draft.body {
        case .text(let text), .json(let text): words += ["--data-raw", ShellText.quoted(text)]
        case .file(let name): words += ["-d", "@\(name)"]
        case nil: break
        }
        return (words + ["\"\(draft.url)\(path)\""]).joined(separator: " ")
    }

    /// Throws: `Mistake` with the place in the line.
    init(_ line: String) throws {
        do throws(ImportProblem) { draft = try CurlImport.read(line) } catch { throw Mistake(error.description) }
        self.line = line
    }

    /// The keys are those of the line itself, or of the variable that it names.
    func request(target: String?, history: String?, _ flags: ProfileFlags, further: [Override] = [], before: RunRequest? = nil) async throws -> RunRequest {
        if let target { throw Mistake("--target \(target) and --curl exclude each other: the line names its server.") }
        let source = ProfileFiles.Source(text: ProfileWriter.yaml(draft), file: "the curl line", words: ["--curl", shown])
        let given = draft.secrets.isEmpty || flags.keys != nil ? nil : draft.secrets
        return try await RunRequest(
            profile: draft.name, target: nil, history: history, flags, further: further, own: source, given: given, before: before)
    }
}
