import Foundation
import Reporting
import Testing
import SelfTest

/// Goal: what is written obeys the published schema. Method: a public validator (Python's jsonschema), where it is installed.
@Suite struct SchemaTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private static func python(_ arguments: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    private static let hasValidator = (try? python(["-c", "import jsonschema"]).status) == 0

    private static let program = """
        import json, sys, jsonschema
        schema, document = (json.load(open(path)) for path in sys.argv[1:3])
        jsonschema.Draft202012Validator.check_schema(schema)
        errors = sorted(jsonschema.Draft202012Validator(schema).iter_errors(document), key=str)
        for error in errors[:5]: print(error.json_path, error.message[:200])
        sys.exit(1 if errors else 0)
        """

    @Test("reports obey docs/schema/report-1.json", .enabled(if: hasValidator, "python3 with jsonschema is not installed"), arguments: [
        nil, "check-then-increment", "headers-absent", "retry-after-as-date", "one-bucket-for-all",
    ])
    func obeysSchema(defect: String?) async throws {
        let run = try defect.map(ReportTests.faulty) ?? SimulatedRun()
        let file = FileManager.default.temporaryDirectory.appending(path: "rateproof-\(UUID().uuidString).json")
        defer { try? FileManager.default.removeItem(at: file) }
        try ReportFormat.json.render(await ReportTests.report(run)).write(to: file)
        let schema = Self.root.appending(path: "docs/schema/report-1.json")
        let result = try Self.python(["-c", Self.program, schema.path(), file.path()])
        #expect(result.status == 0, "\(result.output)")
    }
}
