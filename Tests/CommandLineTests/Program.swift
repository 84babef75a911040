import Foundation
import Testing

extension Tag {
    /// Waits for real time.
    @Tag static var live: Self
}

/// The built program, run as a user runs it.
struct Program {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
        /// The JSON report, where the run wrote one to the scratch folder.
        var report: [String: Any]?

        /// The verdict of one check.
        func verdict(_ id: String) -> String? { check(id)?["verdict"] as? String }
        func check(_ id: String) -> [String: Any]? { (report?["checks"] as? [[String: Any]])?.first { $0["id"] as? String == id } }
        var failed: [String] {
            (report?["checks"] as? [[String: Any]] ?? []).filter { $0["verdict"] as? String == "fail" && $0["level"] as? String == "must" }
                .compactMap { $0["id"] as? String }
        }
    }

    /// A folder of its own for each test.
    let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "rateproof-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    static let projectFolder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Beside the test bundle, wherever the build was told to put it.
    private static let executable = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "rateproof")

    var reportFile: URL { folder.appending(path: "report.json") }

    /// `signalAfter` interrupts the program as Ctrl-C would.
    func run(
        _ arguments: [String], environment: [String: String] = [:], folder: URL = Program.projectFolder, signalAfter: TimeInterval? = nil
    ) async throws -> Result {
        let process = Process()
        process.executableURL = try #require(FileManager.default.isExecutableFile(atPath: Self.executable.path()) ? Self.executable : nil,
                                             "no program at \(Self.executable.path())")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (self.folder.appending(path: UUID().uuidString), self.folder.appending(path: UUID().uuidString))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        if let signalAfter {
            try await Task.sleep(for: .seconds(signalAfter))
            process.interrupt()
        }
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        let report = (try? Data(contentsOf: reportFile)).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
        return Result(status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                      errors: try String(contentsOf: errors, encoding: .utf8), report: report)
    }
}
