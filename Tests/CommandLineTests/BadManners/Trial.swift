import Foundation
import Testing

/// A server with one habit of the real world, and what is right to say of it.
///
/// The servers are in `Servers`; each limiter is sound, and keeps its contract of 10 requests in 2 s, where its trial
/// says nothing else.
struct Trial: Sendable, CustomTestStringConvertible {
    enum Right: Sendable {
        /// The limiter is sound, and can be shown to be.
        case pass
        /// The limiter is sound, and its habit may hide that: nothing is proven wrong.
        case nothingWrong
        /// This check fails, and is named first.
        case fails(String)
        /// There is nothing to judge: the run ends before it has sent a dozen requests.
        case ends
        /// `identify` does not say that there is no limit.
        case limited
        /// The fields are read, or the one that cannot be is named; a pass without fields is wrong.
        case read(String)
    }

    let habit: String
    private let server: Server
    private let right: Right
    private let profile: String
    private let options: [String]
    private let url: String
    private let says: [String]
    private let recommendations: Set<String>
    private let meanwhile: String?
    private let known: Comment?

    static let quota = 10, window = 2

    /// `says` is what the run says of it, and `recommendations` are those that the server rightly does not follow.
    /// `meanwhile` is a shell command that disturbs the tool, whose process is `$tool`; `known` is what is still wrong.
    init(
        _ habit: String, _ server: Server, _ right: Right, profile: String = "quick", set options: String...,
        strict: Bool = false, url: String = "http://127.0.0.1:{port}", says: [String] = [],
        recommendations: Set<String> = [], meanwhile: String? = nil, known: Comment? = nil
    ) {
        (self.habit, self.server, self.right, self.profile, self.url) = (habit, server, right, profile, url)
        self.options = options.flatMap { ["--set", $0] } + (strict ? ["--strict"] : [])
        (self.says, self.recommendations, self.meanwhile, self.known) = (says, recommendations, meanwhile, known)
    }

    var testDescription: String { habit }

    /// Judges the server, and holds the verdict against what is right.
    func judge() async throws {
        guard let known else { return try await hold() }
        await withKnownIssue(known, isIntermittent: true) { try await hold() }
    }

    private func hold() async throws {
        let program = try Program()
        defer { program.cleanUp() }
        let began = ContinuousClock.now
        var result = try await run(program)
        // A machine that is too busy to decide on a server without the habit does not decide on this one.
        var busy = false
        if !isDecided(result) {
            busy = !isDecided(try await plain(program), as: .pass)
            if !busy { result = try await run(program) }
        }
        if !busy, !isDecided(result) { busy = !isDecided(try await plain(program), as: .pass) }
        try expect(result, onBusyMachine: busy, since: began)
    }

    private func isDecided(_ result: Program.Result, as right: Right? = nil) -> Bool {
        switch right ?? self.right {
        case .pass: result.status == 0
        case .fails: result.status == 1
        case .ends: result.status == 4
        case .nothingWrong, .limited, .read: [0, 3, 4].contains(result.status)
        }
    }

    private func expect(_ result: Program.Result, onBusyMachine busy: Bool, since began: ContinuousClock.Instant) throws {
        let text = result.output + result.errors
        let report = try #require(result.report, "\(text)")
        #expect(report["exit_code"] as? Int == Int(result.status))
        if !busy {
            #expect(!text.contains("is the target up"), "\(text)")
            for words in says { #expect(text.contains(words), "\(text)") }
        }
        try expectFailures(result, text, busy)
        try expectClock(report, since: began)
        switch right {
        case .pass, .nothingWrong: #expect(isDecided(result) || busy && result.status != 1, "\(text)")
        case .fails: #expect(result.status == 1 || busy, "\(text)")
        case .ends:
            #expect(result.status == 4, "\(text)")
            #expect((report["throughput"] as? [String: Any])?["sent"] as? Int ?? .max <= 12, "\(text)")
        case .limited:
            #expect(isDecided(result), "\(text)")
            #expect((report["algorithm"] as? [String: Any])?["identified"] as? String != "none", "\(text)")
        case .read(let field):
            let dialect = (report["contract"] as? [String: Any])?["dialect"] as? String
            #expect(dialect != "none" || result.status == 3 && text.lowercased().contains(field), "\(text)")
        }
    }

    /// Only what is right fails, and every failure shows its witness.
    private func expectFailures(_ result: Program.Result, _ text: String, _ busy: Bool) throws {
        let checks = result.report?["checks"] as? [[String: Any]] ?? []
        for check in checks where check["verdict"] as? String == "fail" {
            #expect((check["witness"] as? [Any])?.isEmpty == false, "\(check["id"] ?? "") fails without a witness")
        }
        let recommended = checks.filter { $0["verdict"] as? String == "fail" && $0["level"] as? String == "should" }
        #expect(recommended.compactMap { $0["id"] as? String }.allSatisfy(recommendations.contains), "\(text)")
        // No contract is given to `identify`; that a refusal has no status is told all the same.
        if case .limited = right { return #expect(result.failed.allSatisfy { $0 == "SEM-01" }, "\(text)") }
        guard case .fails(let id) = right else { return #expect(result.failed == [], "\(text)") }
        #expect(busy || result.failed == [id], "\(text)")
        let reason = result.report?["reason"] as? String ?? ""
        #expect(busy || reason.firstMatch(of: /[A-Z]{3}-[0-9]{2}/).map { $0.output == id } == true, "\(reason)")
    }

    /// Server and tool are on one machine: between their clocks is nothing but what the server's was told to run fast.
    private func expectClock(_ report: [String: Any], since began: ContinuousClock.Instant) throws {
        guard let offset = (report["clock"] as? [String: Any])?["offset_ms"] as? [String: Any],
              let least = offset["at_least"] as? Double, let most = offset["at_most"] as? Double else { return }
        // A server's clock runs from its own start, which was later than this.
        let drift = abs(server.ppm) * 1e-6 * ((ContinuousClock.now - began) / .milliseconds(1))
        #expect(least <= drift && most >= -drift, "its clock is said to be between \(least) and \(most) ms ahead")
    }

    /// The same run against a server without the habit.
    private func plain(_ program: Program) async throws -> Program.Result {
        try await Trial("none", "service.py", .pass).run(program)
    }

    private func run(_ program: Program) async throws -> Program.Result {
        try? FileManager.default.removeItem(at: program.reportFile)
        return try await server.serving(program) { port in
            func filled(_ text: String) -> String {
                text.replacing("{port}", with: "\(port)").replacing("{folder}", with: program.folder.path())
            }
            let contract = ["--set", "contract.quota=\(Self.quota)", "--set", "contract.window=\(Self.window)s"]
            let load = profile == "quick" ? ["--set", "load.0.duration=1s"] : []
            let arguments = ["run", profile, "--target", filled(url), "--keys", "8", "--out", program.reportFile.path()]
                + (profile == "identify" ? [] : contract) + load + options.map(filled)
            guard let meanwhile else { return try await program.run(arguments) }
            let command = arguments.map { "'\($0)'" }.joined(separator: " ")
            return try await program.shell("rateproof \(command) & tool=$!; \(filled(meanwhile)) & wait $tool")
        }
    }
}
