import ArgumentParser
import Reporting

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The command line: what it offers, and nothing else.
@main
struct Rateproof: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "rateproof",
        abstract: "Drives load at a rate-limited API and proves whether its limiter keeps its contract.",
        discussion: """
            Exit codes: 0 pass · 1 contract violated · 2 threshold breached · 3 inconclusive · 4 run invalid or target unavailable · \
            64 usage or profile error · 129/130/143 interrupted before anything was proven (a partial report is written).
            """,
        version: version,
        subcommands: [InitCommand.self, ProbeCommand.self, RunCommand.self, CheckCommand.self, ReportCommand.self, CompareCommand.self, ServeCommand.self,
                      SelftestCommand.self, ListCommand.self, ExplainCommand.self, DoctorCommand.self])

    /// A mistake of the user's is a usage error, whichever command finds it.
    static func main() async {
        // A reader that goes away (`| head`) is no reason to lose a run.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let mistake as Mistake {
            Terminal.note("rateproof: \(mistake)")
            exit(withError: ArgumentParser.ExitCode(Int32(ExitStatus.usage)))
        } catch let end as EarlyEnd {
            Terminal.note("rateproof: \(TextLayout.clean(end.reason))")
            exit(withError: ArgumentParser.ExitCode(Int32(end.status)))
        } catch let code as ArgumentParser.ExitCode {
            exit(withError: whole(code))
        } catch where exitCode(for: error) != .failure {
            exit(withError: error)
        } catch {
            Terminal.note("rateproof: \(error)")
            exit(withError: ArgumentParser.ExitCode(Int32(ExitStatus.invalid)))
        }
        if Terminal.hasLostResult { exit(withError: whole(.success)) }
    }

    /// A verdict that nobody could read is a failure of the tool, which only a proven violation outranks.
    private static func whole(_ code: ArgumentParser.ExitCode) -> ArgumentParser.ExitCode {
        guard Terminal.hasLostResult, code.rawValue != Int32(ExitStatus.violated) else { return code }
        Terminal.note("rateproof: standard output was full and nobody read it, so a part of the result is lost. Use --out, or read what is printed.")
        return ArgumentParser.ExitCode(Int32(ExitStatus.invalid))
    }
}
