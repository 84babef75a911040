import Foundation
import Testing
import Timeline

extension Trial {
    /// What is judged: a script in `Servers` with its options, or an HTTP/2 server of this process.
    enum Server: Sendable, ExpressibleByStringLiteral {
        case python(String)
        case http2(HTTP2Service.Habit)

        init(stringLiteral command: String) { self = .python(command) }

        /// How fast its clock is, in millionths.
        var ppm: Double {
            guard case .python(let command) = self else { return 0 }
            return command.firstMatch(of: /--ppm (-?[0-9]+)/).flatMap { Double($0.output.1) } ?? 0
        }

        func serving<Value>(_ program: Program, _ body: (_ port: Int) async throws -> Value) async throws -> Value {
            switch self {
            case .python(let command):
                let words = command.split(separator: " ").map(String.init)
                let script = Self.scripts.appending(path: words[0]).path()
                return try await program.serving(by: Self.environment, ["python3", script] + words.dropFirst()) { port, _ in try await body(port) }
            case .http2(let habit):
                let service = try await HTTP2Service.start(habit, quota: Trial.quota, window: .seconds(Trial.window))
                let value: Value
                do { value = try await body(service.port) } catch { await service.stop(); throw error }
                await service.stop()
                return value
            }
        }

        static let scripts = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Servers")
        private static let environment = URL(filePath: "/usr/bin/env")
    }

    static let hasPython = Program.found("python3")
}
