import ArgumentParser
import FoundationEssentials
import Endpoints
import Importing

struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a profile from what you have: a curl line, an OpenAPI document or a HAR file.",
        discussion: """
            The file is commented, and never holds a key: it names the variable to export.

            Examples:
              rateproof init --curl 'curl -H "Authorization: Bearer $TOKEN" https://api.example.com/v1/search?q=x'
              rateproof init --openapi openapi.yaml --operation createOrder
              rateproof init --har traffic.har --entry 3 --out search.yaml
            """)

    @Option(help: ArgumentHelp("The command of curl that asks once, in quotes.", valueName: "line"))
    var curl: String?

    @Option(help: ArgumentHelp("An OpenAPI document, 3.0 or 3.1, JSON or YAML.", valueName: "file"))
    var openapi: String?

    @Option(help: ArgumentHelp("Which operation of it: its operationId, or \"POST /orders\".", valueName: "id"))
    var operation: String?

    @Option(help: ArgumentHelp("A HAR file, as browsers save it.", valueName: "file"))
    var har: String?

    @Option(help: ArgumentHelp("Which entry of it, from 1 on.", valueName: "number"))
    var entry: Int?

    @Option(help: ArgumentHelp("Where to write the profile; - for standard output.", valueName: "file"))
    var out: String?

    @Flag(help: "Write over a file that is there.")
    var force = false

    func validate() throws {
        guard [curl, openapi, har].compactMap(\.self).count == 1 else { throw ValidationError("give one of --curl, --openapi or --har.") }
        if operation != nil, openapi == nil { throw ValidationError("--operation is for --openapi.") }
        if entry != nil, har == nil { throw ValidationError("--entry is for --har.") }
    }

    func run() throws {
        let draft = try draft()
        let text = ProfileWriter.yaml(draft)
        let path = out ?? "\(draft.name).yaml"
        guard path != "-" else { return Terminal.say(text) }
        if !force, FileManager.default.fileExists(atPath: path) { throw Mistake("\(path) is there already; give another name with --out, or --force.") }
        do { try Data(text.utf8).write(to: URL(filePath: path)) } catch { throw Mistake("\(path) cannot be written; give another place with --out.") }
        Terminal.say(([
            "wrote \(path)", "",
        ] + draft.notes.map { "not taken over: \($0)" } + (draft.notes.isEmpty ? [] : [""]) + [
            "next:",
            draft.credential == .none ? nil : "  export \(draft.environment)=…     # the key; several, with commas between them, show more",
            "  rateproof probe \(path)     # five requests: is this what you meant?",
            "  rateproof run \(path)",
        ].compactMap(\.self)).joined(separator: "\n"))
    }

    private func draft() throws -> EndpointDraft {
        do throws(ImportProblem) {
            if let curl { return try CurlImport.read(curl) }
            if let openapi { return try OpenAPIImport.read(Self.text(openapi), operation: operation) }
            return try HARImport.read(Self.text(har ?? ""), entry: entry)
        } catch {
            throw Mistake(error.description)
        }
    }

    private static let largest = 33_554_432

    private static func text(_ path: String) throws(ImportProblem) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ImportProblem(what: "the file is not there, or cannot be read", place: path, remedy: "Check its path and its permissions.")
        }
        guard data.count <= largest else { throw ImportProblem(what: "the file is larger than 32 MiB", place: path, remedy: "Cut it down to what is needed.") }
        return String(decoding: data, as: UTF8.self)
    }
}
