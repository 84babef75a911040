import Importing
import Profiles

/// A run of what a command of curl asks, without a file.
struct CurlRun {
    private let draft: EndpointDraft
    private let line: String

    /// How the reader names it.
    var named: String { "--curl '\(line.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'" }

    /// Throws: `Mistake` with the place in the line.
    init(_ line: String) throws {
        do throws(ImportProblem) { draft = try CurlImport.read(line) } catch { throw Mistake(error.description) }
        self.line = line
    }

    /// The keys are those of the line itself, or of the variable that it names.
    func request(target: String?, history: String?, _ flags: ProfileFlags, further: [Override] = []) async throws -> RunRequest {
        if let target { throw Mistake("--target \(target) and --curl exclude each other: the line names its server.") }
        let source = ProfileFiles.Source(text: ProfileWriter.yaml(draft), file: "the curl line", words: ["--curl", line])
        let given = draft.secrets.isEmpty || flags.keys != nil ? nil : draft.secrets
        return try await RunRequest(profile: draft.name, target: nil, history: history, flags, further: further, own: source, given: given)
    }
}
