import Subprocess

/// A command of the profile whose output is wanted before the run, such as one that fetches a token.
enum ShellCommand {
    private static let longest = Duration.seconds(60)

    /// What it prints. Throws: `Mistake` where it fails or takes longer than a minute; no output is shown, for it may hold a key.
    static func output(of command: String) async throws -> String {
        try await withThrowingTaskGroup(of: String?.self) { group in
            group.addTask { try await run(command) }
            group.addTask {
                try await Task.sleep(for: longest)
                return nil
            }
            defer { group.cancelAll() }
            guard let output = try await group.next() ?? nil else {
                throw Mistake("the command that gives the keys did not end within a minute (setup or keys.command).")
            }
            return output
        }
    }

    private static func run(_ command: String) async throws -> String {
        var options = PlatformOptions()
        options.teardownSequence = [.send(signal: .terminate, toProcessGroup: false, allowedDurationToNextStep: .seconds(1))]
        let configuration = Configuration(executable: .name("sh"), arguments: ["-c", command], platformOptions: options)
        guard let result = try? await Subprocess.run(configuration, input: .none, output: .string(limit: 1_048_576), error: .discarded) else {
            try Task.checkCancellation()
            throw Mistake("the command that gives the keys cannot be run, or prints more than 1 MiB. Mend setup or keys.command in the profile.")
        }
        guard result.terminationStatus.isSuccess else {
            throw Mistake("""
                the command that gives the keys failed (\(result.terminationStatus)); what it printed is not shown, because it may hold a key. \
                Mend setup or keys.command in the profile.
                """)
        }
        return result.standardOutput
    }
}
