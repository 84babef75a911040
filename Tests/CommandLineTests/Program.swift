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

    /// A shell script in the scratch folder, with the program on its path.
    func shell(_ script: String, environment: [String: String] = [:]) async throws -> Result {
        let path = "\(Self.executable.deletingLastPathComponent().path()):\(ProcessInfo.processInfo.environment["PATH"] ?? "")"
        return try await start(URL(filePath: "/bin/bash"), ["-e", "-o", "pipefail", "-c", script], folder, environment.merging(["PATH": path]) { $1 })
    }

    /// A signal that the program is sent.
    struct Signal {
        var number = SIGINT
        /// After the one before it.
        var after: TimeInterval
        /// Sent once this file is there, if one is named, so that a slow machine is not too early.
        var file: URL?
    }

    /// `signalAfter` interrupts the program as Ctrl-C would; `openFiles` is how many it may have at once.
    func run(
        _ arguments: [String], environment: [String: String] = [:], folder: URL = Program.projectFolder, signalAfter: TimeInterval? = nil,
        signals: [Signal] = [], openFiles: Int? = nil
    ) async throws -> Result {
        let program = try #require(FileManager.default.isExecutableFile(atPath: Self.executable.path()) ? Self.executable : nil,
                                   "no program at \(Self.executable.path())")
        let limited = openFiles.map { ["-c", "ulimit -n \($0) && exec \"$0\" \"$@\"", program.path()] + arguments }
        return try await start(openFiles == nil ? program : URL(filePath: "/bin/sh"), limited ?? arguments, folder, environment,
                               signals: signalAfter.map { [Signal(after: $0)] } ?? signals)
    }

    private func start(
        _ program: URL, _ arguments: [String], _ folder: URL, _ environment: [String: String], signals: [Signal] = []
    ) async throws -> Result {
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let (output, errors) = (self.folder.appending(path: UUID().uuidString), self.folder.appending(path: UUID().uuidString))
        for file in [output, errors] { try Data().write(to: file) }
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        process.standardInput = FileHandle.nullDevice
        try process.run()
        for signal in signals {
            while process.isRunning, let file = signal.file, !FileManager.default.fileExists(atPath: file.path()) { try await Task.sleep(for: .milliseconds(20)) }
            try await Task.sleep(for: .seconds(signal.after))
            kill(process.processIdentifier, signal.number)
        }
        while process.isRunning { try await Task.sleep(for: .milliseconds(20)) }
        return try result(of: process, output, errors)
    }

    /// True where the path has a command of this name.
    static func found(_ name: String) -> Bool {
        (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
            .contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }

    /// The program as a server, until the body is over; the body is told the port and the server's process.
    func serving<Value>(
        quota: Int = 1_000_000, window: String = "60s", defect: String? = nil, _ body: (_ port: Int, _ server: Int32) async throws -> Value
    ) async throws -> Value {
        let arguments = ["serve", "--port", "0", "--quota", "\(quota)", "--window", window] + (defect.map { ["--defect", $0] } ?? [])
        return try await serving(by: Self.executable, arguments, body)
    }

    /// Any server; the body is told the port once the server says that it listens there, in an address or alone on a line, and its process.
    func serving<Value>(
        by server: URL, _ arguments: [String], _ body: (_ port: Int, _ server: Int32) async throws -> Value
    ) async throws -> Value {
        let process = Process()
        process.executableURL = server
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["PYTHONDONTWRITEBYTECODE": "1"]) { $1 }
        let said = folder.appending(path: UUID().uuidString)
        try Data().write(to: said)
        let file = try FileHandle(forWritingTo: said)
        process.standardOutput = file
        process.standardError = file
        // A server of these tests ends with its input, also where this process dies.
        let input = Pipe()
        process.standardInput = input
        try process.run()
        let result: Swift.Result<Value, any Error>
        do { result = .success(try await body(try await port(said), process.processIdentifier)) } catch { result = .failure(error) }
        try? input.fileHandleForWriting.close()
        process.terminate()
        for _ in 0..<250 where process.isRunning { try? await Task.sleep(for: .milliseconds(20)) }
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        return try result.get()
    }

    private func port(_ said: URL) async throws -> Int {
        for _ in 0..<1_000 {
            let text = try String(contentsOf: said, encoding: .utf8)
            if let port = text.firstMatch(of: /^(?:serving http:\/\/[^:]+:)?([0-9]+)[\/\n]/).flatMap({ Int($0.output.1) }) { return port }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NotServing(said: try String(contentsOf: said, encoding: .utf8))
    }

    struct NotServing: Error { var said: String }

    /// The JSON report in the scratch folder.
    var report: [String: Any]? { (try? Data(contentsOf: reportFile)).flatMap { try? JSONSerialization.jsonObject(with: $0) as? [String: Any] } }

    private func result(of process: Process, _ output: URL, _ errors: URL) throws -> Result {
        return Result(status: process.terminationStatus, output: try String(contentsOf: output, encoding: .utf8),
                      errors: try String(contentsOf: errors, encoding: .utf8), report: report)
    }
}
