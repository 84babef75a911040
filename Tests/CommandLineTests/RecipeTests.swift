import Foundation
import Testing
import Yams

/// Goal: the recipes of docs/ci work as they stand. Method: their steps, but for fetching and building the tool, are run in order by the shell that
/// CI would use, with the service of the recipe on a port of its own.
@Suite(.serialized, .tags(.live), .timeLimit(.minutes(3))) struct RecipeTests {
    private static let recipes = Program.projectFolder.appending(path: "docs/ci")

    private func recipe(_ name: String) throws -> Node {
        try #require(try Yams.compose(yaml: String(contentsOf: Self.recipes.appending(path: name), encoding: .utf8)))
    }

    /// What the recipe sets, on another port; the defect makes its service break the contract.
    private func variables(_ node: Node?, port: Int, defect: String? = nil) throws -> [String: String] {
        let mapping = try #require(node?.mapping)
        var variables = Dictionary(uniqueKeysWithValues: mapping.map { ($0.key.string ?? "", ($0.value.string ?? "").replacing("8080", with: "\(port)")) })
        if let defect { variables["SERVICE"]? += " --defect \(defect)" }
        return variables
    }

    /// CI ends the service that a recipe leaves running, whatever became of the steps.
    private func ending(with last: String = ":") -> String { "trap 'status=$?; \(last)\nkill %1; exit $status' EXIT\n" }

    @Test("GitHub Actions: a sound limiter passes, a broken one stops the job, and both have a summary", arguments: [(nil, 0), ("retry-after-zero", 1)] as [(String?, Int32)])
    func gitHub(defect: String?, status: Int32) async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let job = try #require(try recipe("github-actions.yml")["jobs"]?["rateproof"])
        let steps = try #require(job["steps"]?.sequence).filter { $0["run"] != nil && $0["name"]?.string != "Build rateproof" }
        #expect(steps.count == 3)
        var environment = try variables(job["env"], port: 8_471, defect: defect)
        environment["GITHUB_STEP_SUMMARY"] = program.folder.appending(path: "summary.md").path()
        let scripts = steps.map { (script: $0["run"]?.string ?? "", always: $0["if"]?.string == "always()") }
        let (work, after) = (scripts.filter { !$0.always }.map(\.script), scripts.filter(\.always).map(\.script))
        let result = try await program.shell(ending(with: after.joined(separator: "\n")) + work.joined(separator: "\n"), environment: environment)
        #expect(result.status == status, "\(result.output)\(result.errors)")
        let summary = try String(contentsOf: program.folder.appending(path: "summary.md"), encoding: .utf8)
        #expect(summary.contains(status == 0 ? "rateproof: pass" : "rateproof: fail"))
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "results/report.html").path()))
    }

    @Test("GitLab CI: the checks are in the JUnit file that the job announces")
    func gitLab() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let job = try #require(try recipe("gitlab-ci.yml")["rate-limit"])
        let lines = try #require(job["script"]?.sequence).compactMap(\.string)
        let result = try await program.shell(ending() + lines.joined(separator: "\n"), environment: variables(job["variables"], port: 8_472))
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        let junit = try #require(job["artifacts"]?["reports"]?["junit"]?.string)
        #expect(try String(contentsOf: program.folder.appending(path: junit), encoding: .utf8).contains("testcase"))
    }

    @Test("plain shell: the gate ends its service and gives the exit code")
    func plain() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let script = Self.recipes.appending(path: "gate.sh").path()
        let environment = ["SERVICE": "rateproof serve --port 8473 --quota 20 --window 3s --defect retry-after-zero", "URL": "http://127.0.0.1:8473/api/v1/leads"]
        let result = try await program.shell(script, environment: environment)
        #expect(result.status == 1 && result.errors.contains("gate: the limiter breaks its contract"), "\(result.output)\(result.errors)")
        #expect(try await program.shell("exec 3<>/dev/tcp/127.0.0.1/8473").status != 0)
    }
}
