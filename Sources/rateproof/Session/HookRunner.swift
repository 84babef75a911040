import LoadEngine
import Profiles
import Subprocess

/// Disturbs an `http` target by the commands of the profile.
struct HookRunner: Sendable {
    private let commands: HookCommands

    init(_ commands: HookCommands) { self.commands = commands }

    /// What can be done to a profile's target; our own targets need no commands.
    static func hooks(of profile: Profile) -> Set<Hook> {
        guard profile.target.kind == .http else { return Set(Hook.allCases) }
        let runner = HookRunner(profile.hooks)
        return Set(Hook.allCases.filter { runner.command($0) != nil })
    }

    private func command(_ hook: Hook) -> String? {
        switch hook {
        case .restart: commands.restart
        case .outageBegins: commands.outageBegins
        case .outageEnds: commands.outageEnds
        }
    }

    /// Returns when the command has ended. Throws: `HookFailed` with what it printed, where it could not be started or reports a failure.
    func run(_ hook: Hook) async throws {
        guard let command = command(hook) else { return }
        // A run that was stopped still puts back what it took away, so its cancellation must not reach the command.
        try await Task { try await Self.execute(command, for: hook) }.value
    }

    private static func execute(_ command: String, for hook: Hook) async throws {
        let result: ExecutionResult<Void, StringOutput<Unicode.UTF8>, StringOutput<Unicode.UTF8>>
        do {
            result = try await Subprocess.run(.name("sh"), arguments: ["-c", command], output: .string(limit: 65_536), error: .string(limit: 65_536))
        } catch {
            throw HookFailed("the hook \(hook.rawValue) could not be run: \(error)")
        }
        guard result.terminationStatus.isSuccess else {
            let text = result.standardError.split(separator: "\n").last.map(String.init) ?? "it printed nothing"
            throw HookFailed("the hook \(hook.rawValue) failed (\(result.terminationStatus)): \(text). Mend hooks in the profile.")
        }
    }
}
