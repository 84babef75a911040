import Conformance
import Foundation
import Testing

/// Goal: the shape that docs/architecture.md promises stays true. Method: reads the sources as text; every ban names what to use instead.
@Suite struct TidyTests {
    private struct SourceFile: Sendable, CustomTestStringConvertible {
        var module: String
        var path: String
        var lines: [String]
        var testDescription: String { path }
        var name: String { path.split(separator: "/").last.map(String.init) ?? path }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func files(in folder: String) -> [SourceFile] {
        let base = root.appending(path: folder)
        let paths = FileManager.default.enumerator(atPath: base.path())?.compactMap { $0 as? String } ?? []
        return paths.filter { $0.hasSuffix(".swift") }.sorted().compactMap { path in
            guard let text = try? String(contentsOf: base.appending(path: path), encoding: .utf8) else { return nil }
            return SourceFile(module: String(path.prefix { $0 != "/" }), path: "\(folder)/\(path)",
                              lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        }
    }

    private static let sources = files(in: "Sources")
    private static let tests = files(in: "Tests")

    /// The arrows of docs/architecture.md, ours only.
    private static let allowed: [String: Set<String>] = [
        "Timeline": [], "WireFormat": [], "Limiters": ["Timeline"], "Endpoints": ["Timeline", "WireFormat"], "Importing": ["Endpoints", "WireFormat"],
        "LoadEngine": ["Timeline", "Measurement", "WireFormat", "Endpoints"], "Measurement": ["Timeline"],
        "Conformance": ["Timeline", "Limiters"], "Experiments": ["Timeline", "Limiters", "Endpoints", "LoadEngine", "Conformance"],
        "Profiles": ["Timeline", "WireFormat", "Limiters", "Endpoints", "LoadEngine", "Measurement", "Conformance", "Experiments"],
        "Reporting": ["Timeline", "Limiters", "Measurement", "Conformance"], "LeadsAPI": ["Timeline", "Limiters", "WireFormat", "Endpoints"],
        "Simulation": ["Timeline", "Limiters", "Endpoints", "LoadEngine", "LeadsAPI", "WireFormat"],
        "LoopExecutor": [], "HTTPTransport": ["Timeline", "Endpoints", "LoadEngine", "WireFormat", "LoopExecutor"],
        "ReferenceServer": ["Timeline", "Endpoints", "LeadsAPI"],
        "SelfTest": ["Timeline", "Limiters", "Endpoints", "LoadEngine", "LeadsAPI", "Conformance", "Experiments", "Simulation"],
    ]

    /// Where a library enters; everything else is the standard library, Foundation's essentials and the system's C library.
    private static let libraries: [String: Set<String>] = [
        "Timeline": ["Dispatch"], "Measurement": ["Histogram"], "Profiles": ["Yams"], "Importing": ["Yams"], "Reporting": ["Mustache"],
        "LoopExecutor": ["NIOCore"], "HTTPTransport": ["CLinuxPolling", "NIOCore", "NIOHPACK", "NIOHTTP2", "NIOPosix", "NIOSSL", "NIOTLS"],
        "ReferenceServer": ["NIOCore", "NIOHTTP1", "NIOPosix"],
        "rateproof": ["ArgumentParser", "Subprocess", "UnixSignals"], "Limiters": ["RawStructuredFieldValues"],
    ]

    private static let everywhere: Set<String> = ["Synchronization", "FoundationEssentials", "Glibc", "Musl", "Darwin"]

    @Test("imports follow the arrows")
    func imports() {
        #expect(Self.sources.count > 80)
        for file in Self.sources where file.module != "rateproof" {
            let allowed = (Self.allowed[file.module] ?? []).union(Self.libraries[file.module] ?? []).union(Self.everywhere)
            for line in file.lines {
                guard let name = line.firstMatch(of: /^(?:package |public )?import (\w+)/)?.output.1 else { continue }
                #expect(allowed.contains(String(name)), "\(file.path) imports \(name); docs/architecture.md does not allow that arrow")
            }
        }
    }

    private static let bans: [(text: String, instead: String, exempt: Set<String>)] = [
        ("Task {", "a task group, so that cancellation and virtual time reach it", ["HookRunner.swift"]),
        ("Task.detached", "a task group", []),
        ("Task(", "a task group", ["VirtualTime.swift"]),
        ("Task.sleep(", "the run's clock", [
            "HookRunner.swift", "ProgressDisplay.swift", "TargetWait.swift", "PairedRuns.swift", "ShellCommand.swift", "ContractObservation.swift",
        ]),
        ("Date()", "the run's clock, or WallClock at start and end", []),
        ("ContinuousClock", "the run's clock", ["TargetWait.swift"]),
        ("DispatchQueue", "a task group, or concurrently() for pure work", ["Concurrently.swift"]),
        ("try!", "a typed error", []),
        ("fatalError(", "preconditionFailure with what was expected", []),
        ("TODO", "an issue", []),
        ("FIXME", "an issue", []),
    ]

    @Test("what breaks determinism or hides errors is not used")
    func bans() {
        for file in Self.sources {
            for (number, line) in file.lines.enumerated() where !line.contains("///") && !line.contains("// ") {
                for ban in Self.bans where !ban.exempt.contains(file.name) && Self.uses(line, ban.text) {
                    Issue.record("\(file.path):\(number + 1) uses \(ban.text); use \(ban.instead)")
                }
            }
        }
    }

    /// True where the text stands for itself, not as the end of a longer name.
    private static func uses(_ line: String, _ text: String) -> Bool {
        line.ranges(of: text).contains { $0.lowerBound == line.startIndex || !line[line.index(before: $0.lowerBound)].isLetter }
    }

    @Test("files and lines stay short")
    func sizes() {
        for file in Self.sources + Self.tests {
            #expect(file.lines.count <= 260, "\(file.path) has \(file.lines.count) lines; split it by idea")
            for (number, line) in file.lines.enumerated() where line.count > 175 {
                Issue.record("\(file.path):\(number + 1) is \(line.count) characters wide")
            }
        }
    }

    @Test("every check has a file of its name and a place in the catalog, and no id twice")
    func catalog() {
        let files = Set(Self.sources.filter { $0.module == "Conformance" }.map(\.name))
        let ids = CheckCatalog.all.map(\.id.description)
        #expect(Set(ids).count == ids.count)
        for id in ids { #expect(files.contains("\(id.filter { $0 != "-" }).swift"), "\(id) has no file of its name") }
        let written = files.filter { $0.wholeMatch(of: /[A-Z]{3}\d\d\.swift/) != nil }
        #expect(written.count == ids.count, "a check is missing from CheckCatalog: \(written.sorted())")
    }

    @Test("every check is explained in docs/judging.md")
    func documentation() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/judging.md"), encoding: .utf8)
        for check in CheckCatalog.all { #expect(text.contains(check.id.description), "docs/judging.md does not mention \(check.id)") }
    }
}
