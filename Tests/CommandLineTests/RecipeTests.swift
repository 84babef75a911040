import Foundation
import Testing
import Yams
import Turns

/// Goal: the recipes of docs/ci work as they stand. Method: their steps, but for fetching and building the tool, are run in order by the shell that
/// CI would use, with the service of the recipe on a port of its own.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(3))) struct RecipeTests {
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
        var environment = try variables(job["env"], port: try freePort(), defect: defect)
        environment["GITHUB_STEP_SUMMARY"] = program.folder.appending(path: "summary.md").path()
        let scripts = steps.map { (script: $0["run"]?.string ?? "", always: $0["if"]?.string == "always()") }
        let (work, after) = (scripts.filter { !$0.always }.map(\.script), scripts.filter(\.always).map(\.script))
        let result = try await program.shell(ending(with: after.joined(separator: "\n")) + work.joined(separator: "\n"), environment: environment)
        let summary = try String(contentsOf: program.folder.appending(path: "summary.md"), encoding: .utf8)
        if isInvalid(result) {
            #expect(summary.contains("rateproof: invalid"))
        } else {
            // On a busy machine a sound limiter may stay undecided.
            let isUndecided = status == 0 && result.status == 3
            #expect(result.status == status || isUndecided, "\(result.output)\(result.errors)")
            #expect(summary.contains(isUndecided ? "rateproof: inconclusive" : status == 0 ? "rateproof: pass" : "rateproof: fail"))
        }
        #expect(FileManager.default.fileExists(atPath: program.folder.appending(path: "results/report.html").path()))
    }

    @Test("GitLab CI: the checks are in the JUnit file that the job announces")
    func gitLab() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let job = try #require(try recipe("gitlab-ci.yml")["rate-limit"])
        let lines = try #require(job["script"]?.sequence).compactMap(\.string)
        let result = try await program.shell(ending() + lines.joined(separator: "\n"), environment: variables(job["variables"], port: try freePort()))
        #expect([0, 3].contains(result.status) || isInvalid(result), "\(result.output)\(result.errors)")
        let junit = try #require(job["artifacts"]?["reports"]?["junit"]?.string)
        #expect(try String(contentsOf: program.folder.appending(path: junit), encoding: .utf8).contains("testcase"))
    }

    @Test("plain shell: the gate ends its service and gives the exit code")
    func plain() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let script = Self.recipes.appending(path: "gate.sh").path()
        let port = try freePort()
        let environment = ["SERVICE": "rateproof serve --port \(port) --quota 20 --window 3s --defect retry-after-zero", "URL": "http://127.0.0.1:\(port)/api/v1/leads"]
        let result = try await program.shell(script, environment: environment)
        #expect(result.status == 1 && result.errors.contains("gate: the limiter breaks its contract"), "\(result.output)\(result.errors)")
        #expect(try await program.shell("exec 3<>/dev/tcp/127.0.0.1/\(port)").status != 0)
    }

    @Test("plain shell: a service that ends takes the gate with it, long before it would have answered")
    func deadService() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let environment = ["SERVICE": "false", "URL": "http://127.0.0.1:\(try freePort())/api/v1/leads"]
        let start = ContinuousClock.now
        let result = try await program.shell(Self.recipes.appending(path: "gate.sh").path(), environment: environment)
        #expect(result.status == 4 && result.errors.contains("gate: the service has ended"), "\(result.output)\(result.errors)")
        #expect(ContinuousClock.now - start < .seconds(30))
    }

    /// A machine that is too busy to measure says so, and ends with 4: that is no fault of a recipe.
    private func isInvalid(_ result: Program.Result) -> Bool { result.status == 4 && result.output.contains("The run is not valid") }

    /// A port that nobody listened on a moment ago.
    private func freePort() throws -> Int {
        #if canImport(Darwin)
        let kind = SOCK_STREAM
        #else
        let kind = Int32(SOCK_STREAM.rawValue)
        #endif
        let listener = socket(AF_INET, kind, 0)
        defer { close(listener) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        return try withUnsafeMutablePointer(to: &address) { pointer in
            try pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { raw in
                try #require(bind(listener, raw, length) == 0 && getsockname(listener, raw, &length) == 0)
            }
            return Int(UInt16(bigEndian: pointer.pointee.sin_port))
        }
    }
}
