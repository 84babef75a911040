import LoadEngine
import Profiles
import Subprocess
import Synchronization
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

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

    /// Returns when the command has ended. Throws: `HookFailed` with what it printed, where it could not be started,
    /// reports a failure or does not end in time; `CancellationError` where the run was stopped, and the command with
    /// it.
    func run(_ hook: Hook) async throws {
        guard let command = command(hook) else { return }
        guard hook == .outageEnds else { return try await execute(command, for: hook) }
        // A run that was stopped still puts back what it took away, so its cancellation must not reach this command.
        try await Task { try await execute(command, for: hook) }.value
    }

    private func execute(_ command: String, for hook: Hook) async throws {
        let group = ProcessGroup()
        defer { group.end() }
        let result = try await withThrowingTaskGroup(of: Ending?.self) { tasks in
            tasks.addTask { try await Self.start(command, hook, group) }
            tasks.addTask {
                try await Task.sleep(for: .nanoseconds(commands.timeout.nanoseconds))
                return nil
            }
            defer { tasks.cancelAll() }
            return try await tasks.next() ?? nil
        }
        try Task.checkCancellation()
        guard let result else {
            throw HookFailed("the hook \(hook.rawValue) did not end within \(commands.timeout), and was ended. "
                + "Mend hooks in the profile, or raise hooks.timeout.")
        }
        guard result.status.isSuccess else {
            let text = result.standardError.split(separator: "\n").last.map(String.init) ?? "it printed nothing"
            throw HookFailed("the hook \(hook.rawValue) failed (\(result.status)): \(text). Mend hooks in the profile.")
        }
    }

    private struct Ending {
        var status: TerminationStatus
        var standardError: String
    }

    private static func start(_ command: String, _ hook: Hook, _ group: ProcessGroup) async throws -> Ending {
        var options = PlatformOptions()
        // A group of its own, so that whatever the command starts can be ended with it, and Ctrl-C reaches the run
        // alone.
        options.processGroupID = 0
        options.teardownSequence = [.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(2))]
        let configuration = Configuration(executable: .name("sh"), arguments: ["-c", command], platformOptions: options)
        do {
            let result = try await Subprocess.run(
                configuration, input: .none, output: .string(limit: 65_536), error: .string(limit: 65_536)
            ) { execution in
                group.began(execution.processIdentifier.value)
            }
            group.endedByItself()
            return Ending(status: result.terminationStatus, standardError: result.standardError)
        } catch {
            try Task.checkCancellation()
            throw HookFailed("the hook \(hook.rawValue) could not be run: \(error)")
        }
    }
}

/// The processes of one hook. All that are under way can be ended at once, so that a program that leaves in a hurry
/// leaves none behind.
final class ProcessGroup: Sendable {
    private static let running = Mutex<Set<pid_t>>([])
    private let leader = Mutex<pid_t?>(nil)

    func began(_ process: pid_t) {
        leader.withLock { $0 = process }
        Self.running.withLock { _ = $0.insert(process) }
    }

    /// What it left running, such as a server, was meant to run on.
    func endedByItself() {
        guard !Task.isCancelled else { return }
        forget()
    }

    /// Ends what is left of a command that did not end by itself.
    func end() {
        if let process = forget() { kill(-process, SIGKILL) }
    }

    @discardableResult
    private func forget() -> pid_t? {
        leader.withLock { leader in
            defer { leader = nil }
            if let leader { Self.running.withLock { _ = $0.remove(leader) } }
            return leader
        }
    }

    static func endAll() {
        for process in running.withLock({ $0 }) { kill(-process, SIGKILL) }
    }
}
