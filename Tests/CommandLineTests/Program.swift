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

    /// `signalAfter` interrupts the program as Ctrl-C would; `openFiles` is how many it may have at once.
    func run(
        _ arguments: [String], environment: [String: String] = [:], folder: URL = Program.projectFolder, signalAfter: TimeInterval? = nil,
        openFiles: Int? = nil
    ) async throws -> Result {
        let process = Process()
        let program = try #require(FileManager.default.isExecutableFile(atPath: Self.executable.path()) ? Self.executable : nil,
                                   "no program at \(Self.executable.path())")
        process.executableURL = openFiles == nil ? program : URL(filePath: "/bin/sh")
        process.arguments = openFiles.map { ["-c", "ulimit -n \($0) && exec \"$0\" \"$@\"", program.path()] + arguments } ?? arguments
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
        return try result(of: process, output, errors)
    }

    /// The program as a server on a port, until the body is over.
    func serving<Value>(port: Int, _ body: () async throws -> Value) async throws -> Value {
        let process = Process()
        process.executableURL = Self.executable
        process.arguments = ["serve", "--port", "\(port)", "--quota", "1000000", "--window", "60s"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        defer {
            process.terminate()
            process.waitUntilExit()
        }
        try await Task.sleep(for: .milliseconds(500))
        return try await body()
    }

    private func result(of process: Process, _ output: URL, _ errors: URL) throws -> Result {
        let report = (try? Data(contentsOf: reportFile)).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] }
        return Result(status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                      errors: try String(contentsOf: errors, encoding: .utf8), report: report)
    }
}
