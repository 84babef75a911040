import Importing
import Testing
import Yams

/// The one value that must never come out.
let secret = "S3CR3T-9f8e7d6c5b4a"

func curl(_ line: String) throws -> EndpointDraft { try CurlImport.read(line) }

/// The problem of a line that must not be read.
func problem(_ work: () throws -> EndpointDraft) -> ImportProblem? {
    do {
        _ = try work()
        Issue.record("nothing was thrown")
        return nil
    } catch { return error as? ImportProblem }
}

/// The profile as another reader of YAML sees it.
func profile(_ draft: EndpointDraft) throws -> Node { try #require(try Yams.compose(yaml: ProfileWriter.yaml(draft))) }

extension Node {
    func at(_ path: String) -> String? {
        var node: Node? = self
        for step in path.split(separator: ".") { node = node?.mapping?[Node(String(step))] }
        return node?.scalar?.string
    }
}

extension EndpointDraft {
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
    func notes(about text: String) -> Int { notes.count { $0.contains(text) } }
}
