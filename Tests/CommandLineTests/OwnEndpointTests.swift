import Foundation
import Testing
import Turns

/// Goal: who has a limiter of the wild and a curl line gets from nothing to the verdict that it deserves. Method: the
/// limiters that the world uses, set up as their READMEs say, in `OwnEndpoints`; then only `init`, `probe` and `run`.
/// What is not installed is skipped, and said.
@Suite(.realTime, .serialized, .tags(.live), .timeLimit(.minutes(5)),
       .enabled(if: Trial.hasPython, "python3 is not installed"))
struct OwnEndpointTests {
    @Test("slowapi behind a bearer token says nowhere when to retry, and counts right",
          .enabled(if: OwnEndpoint.imports("fastapi, uvicorn, slowapi"), "fastapi or slowapi is not installed"))
    func slowapi() async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let verdict = try await own.serving("slowapi_bearer.py") { port in
            let line = #"curl -H "Authorization: Bearer $KEYS" http://127.0.0.1:\#(port)/v1/search?q=x"#
            try await own.begin("--curl", line)
            try await own.probe(says: ["200 (admitted)", "401, refused", "none about a limit"])
            return try await own.judge()
        }
        verdict.expect(failures: ["RTA-01"], passes: ["CNT-01", "CNT-02", "KEY-01", "SEM-01", "ALG-01"])
    }

    @Test("the OpenAPI document that FastAPI serves is enough to begin with",
          .enabled(if: OwnEndpoint.imports("fastapi, uvicorn, slowapi"), "fastapi or slowapi is not installed"))
    func openAPI() async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let verdict = try await own.serving("slowapi_bearer.py") { port in
            let address = "http://127.0.0.1:\(port)"
            let fetch = "import sys, urllib.request; print(urllib.request.urlopen(sys.argv[1]).read().decode())"
            let fetched = try await own.program.shell("python3 -c '\(fetch)' \(address)/openapi.json > openapi.json")
            #expect(fetched.status == 0, "\(fetched.errors)")
            let said = try await own.begin("--openapi", "openapi.json", "--operation", "search")
            #expect(said.contains("RATEPROOF_API_KEYS"), "\(said)")
            // Such a document names no server.
            own.options = ["--set", "target.url=\(address)"]
            try await own.probe(says: ["200 (admitted)", "401, refused"])
            return try await own.judge(only: "CNT-01,CNT-02,SEM-01")
        }
        verdict.expect(failures: [], passes: ["CNT-01", "CNT-02", "SEM-01"])
    }

    @Test("Flask-Limiter promises a Retry-After that may be too short, and counts right",
          .enabled(if: OwnEndpoint.imports("flask, flask_limiter"), "Flask-Limiter is not installed"))
    func flaskLimiter() async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let verdict = try await own.serving("flask_limiter_post.py") { port in
            let line = #"curl http://127.0.0.1:\#(port)/orders -H "X-Team-Key: $KEYS" --json '{"item": 1}'"#
            try await own.begin("--curl", line)
            try await own.probe(says: ["201 (admitted)", "x-ratelimit-epoch", "limit 10"])
            return try await own.judge()
        }
        // Of what is left of a window it cuts off the part of a second: 0 while the window is closed. It looks at the
        // count anew to write the fields: a refusal at a window's end may show the next window.
        verdict.expect(failures: ["RTA-03", "RTA-04", "CNT-07"],
                       passes: ["CNT-01", "CNT-02", "KEY-01", "SEM-01", "ALG-01"])
    }

    @Test("the throttle of Django REST framework is a sliding log",
          .enabled(if: OwnEndpoint.imports("django, rest_framework"), "Django REST framework is not installed"))
    func restFramework() async throws {
        let own = try OwnEndpoint(passwords: true)
        defer { own.program.cleanUp() }
        let verdict = try await own.serving("rest_framework_basic.py", own.keys) { port in
            try await own.begin("--curl", #"curl -u "$KEYS" http://127.0.0.1:\#(port)/items/"#)
            try await own.probe(says: ["200 (admitted)", "401, refused", "none about a limit"])
            return try await own.judge()
        }
        // It reads its log, and writes it later: requests under way together may lose each other's entries.
        verdict.expect(failures: ["ALG-01", "CNT-02", "KEY-02"], first: ["ALG-01", "CNT-02"],
                       passes: ["RTA-01", "SEM-01"])
    }

    @Test("nginx by address is no fixed window, and says nowhere when to retry",
          .enabled(if: OwnEndpoint.installed("nginx") != nil, "nginx is not installed"))
    func nginx() async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let server = try #require(OwnEndpoint.installed("nginx"))
        let verdict = try await own.serving("nginx_by_address.py", server) { port in
            try await own.begin("--curl", "curl http://127.0.0.1:\(port)/search")
            try await own.probe(says: ["200 (admitted)", "none about a limit"])
            return try await own.judge()
        }
        verdict.expect(failures: ["ALG-01", "RTA-01"], first: ["ALG-01"], passes: ["SEM-01"])
    }

    @Test("an HAProxy stick table by a query parameter counts refusals as well",
          .enabled(if: OwnEndpoint.installed("haproxy") != nil, "HAProxy is not installed"))
    func haproxy() async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let server = try #require(OwnEndpoint.installed("haproxy"))
        let verdict = try await own.serving("haproxy_by_parameter.py", server) { port in
            try await own.begin("--curl", #"curl "http://127.0.0.1:\#(port)/search?q=x&api_key=$KEYS""#)
            // Who gives no key is not counted, and HAProxy sends no Date.
            try await own.probe(says: ["200 (admitted)", "200, admitted", "no Date"])
            return try await own.judge()
        }
        verdict.expect(failures: ["ALG-01", "RTA-01"], first: ["ALG-01"], passes: ["KEY-01", "SEM-01"])
    }

    @Test("a key that stands in the curl line is nowhere in the profile", arguments: [
        "-H 'Authorization: Bearer SECRET'", "-H 'X-Api-Key: SECRET'", "-H 'X-Team-Key: SECRET'", "-b session=SECRET",
        "-u me:SECRET",
    ])
    func secrecy(_ flags: String) async throws {
        let own = try OwnEndpoint()
        defer { own.program.cleanUp() }
        let secret = "a7c1f90be24d5586"
        let line = "curl http://127.0.0.1:9/v1/search " + flags.replacing("SECRET", with: secret)
        let said = try await own.begin("--curl", line)
        let profile = try String(contentsOf: own.profile, encoding: .utf8)
        #expect(!said.contains(secret) && !profile.contains(secret))
    }
}

/// Somebody's way from a curl line to a verdict, in a folder of its own.
private final class OwnEndpoint {
    /// What a run found, and whether this machine was too busy to decide.
    struct Verdict {
        var result: Program.Result
        var isBusy: Bool

        /// Nothing but `failures` fails, each with its witness; one of `first`, where there are any, is named first.
        func expect(failures: Set<String>, first: Set<String> = [], passes: [String]) {
            let text = result.output + result.errors
            #expect([0, 1].contains(result.status) || isBusy, "\(text)")
            #expect((result.status == 1) == !result.failed.isEmpty, "\(text)")
            #expect(failures.isSuperset(of: result.failed), "\(text)")
            for id in result.failed {
                #expect((result.check(id)?["witness"] as? [Any])?.isEmpty == false, "\(id) fails without a witness")
            }
            let reason = result.report?["reason"] as? String ?? ""
            let named = reason.firstMatch(of: /[A-Z]{3}-[0-9]{2}/).map { String($0.output) }
            if !first.isEmpty, !isBusy { #expect(first.contains(named ?? ""), "\(text)") }
            for id in passes {
                let verdict = result.verdict(id)
                #expect(verdict == "pass" || (isBusy && verdict != "fail"), "\(id): \(verdict ?? "none")\n\(text)")
            }
        }
    }

    let program: Program
    /// Made up for each test, as many as a run can use.
    let keys: String
    /// What `probe` and `run` are given besides.
    var options: [String] = []

    var profile: URL { program.folder.appending(path: "endpoint.yaml") }

    init(passwords: Bool = false) throws {
        program = try Program()
        keys = (1...8).map { (passwords ? "user\($0):" : "") + UUID().uuidString }.joined(separator: ",")
    }

    /// A server of `OwnEndpoints`, until the body is over.
    func serving<Value>(
        _ script: String, _ arguments: String..., body: (_ port: Int) async throws -> Value
    ) async throws -> Value {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "OwnEndpoints")
        let command = ["python3", folder.appending(path: script).path()] + arguments
        return try await program.serving(by: Self.environment, command) { port, _ in try await body(port) }
    }

    /// `init`; what it said.
    @discardableResult
    func begin(_ source: String...) async throws -> String {
        let result = try await rateproof(["init"] + source + ["--out", profile.path()])
        try #require(result.status == 0, "\(result.output)\(result.errors)")
        return result.output + result.errors
    }

    /// `probe`, which must say all of these.
    func probe(says words: [String]) async throws {
        let result = try await rateproof(["probe", profile.path()] + options)
        #expect(result.status == 0, "\(result.output)\(result.errors)")
        for word in words { #expect(result.output.contains(word), "\(word) is missing: \(result.output)") }
    }

    /// `run` with the contract, twice where it is undecided; then this machine is asked whether it is too busy.
    func judge(only: String? = nil) async throws -> Verdict {
        let arguments = ["run", profile.path(), "--out", program.reportFile.path()] + Self.contract + options
            + (only.map { ["--only", $0] } ?? [])
        var result = try await rateproof(arguments)
        if isUndecided(result) { result = try await rateproof(arguments) }
        expectSecrecy(result)
        var isBusy = false
        if isUndecided(result) {
            let text = result.output + result.errors
            isBusy = text.contains("The run is not valid") || text.contains("a response takes")
            if !isBusy { isBusy = isUndecided(try await plain()) }
        }
        return Verdict(result: result, isBusy: isBusy)
    }

    private func isUndecided(_ result: Program.Result) -> Bool { ![0, 1].contains(result.status) }

    /// The tool's own server: a machine that cannot decide on that one does not decide on another.
    private func plain() async throws -> Program.Result {
        try await program.serving(quota: 10, window: "3s") { port, _ in
            try await program.run(["run", "quick", "--target", "http://127.0.0.1:\(port)", "--keys", "8", "--out",
                                   program.folder.appending(path: "plain.json").path()] + Self.contract)
        }
    }

    private static let contract = ["--set", "contract.quota=10", "--set", "contract.window=3s"]

    private func rateproof(_ arguments: [String]) async throws -> Program.Result {
        let environment = ["KEYS": keys, "RATEPROOF_API_KEYS": keys]
        return try await program.run(arguments, environment: environment, folder: program.folder)
    }

    /// No key is in what was said or written, neither as it is nor in base64.
    private func expectSecrecy(_ result: Program.Result) {
        let secrets = keys.split(separator: ",").flatMap { key in
            [key.split(separator: ":").last.map(String.init) ?? "", Data(key.utf8).base64EncodedString()]
        }
        let files = FileManager.default.enumerator(atPath: program.folder.path())?.compactMap { $0 as? String } ?? []
        let written = files.compactMap { try? String(contentsOf: program.folder.appending(path: $0), encoding: .utf8) }
        for text in written + [result.output, result.errors] {
            #expect(!secrets.contains { text.contains($0) }, "a key is written down")
        }
    }

    static func installed(_ name: String) -> String? {
        ["/usr/sbin/\(name)", "/usr/bin/\(name)", "/usr/local/sbin/\(name)", "/opt/homebrew/bin/\(name)"]
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// True where Python has these modules.
    static func imports(_ modules: String) -> Bool {
        let process = Process()
        process.executableURL = environment
        process.arguments = ["python3", "-c", "import \(modules)"]
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }

    private static let environment = URL(filePath: "/usr/bin/env")
}
