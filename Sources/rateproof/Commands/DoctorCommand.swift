import ArgumentParser
import Reporting

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Measure what this machine can do as a generator, in under 20 seconds.",
        discussion: """
            Everything is measured with the engine of real runs, against servers of this process whose answers are known: one that answers at once,
            one that waits for 50 ms, one that stands still for 200 ms every two seconds. Load stays on this machine.

            Example: rateproof doctor
            """)

    func run() async throws {
        let doctor = Doctor()
        let start = Doctor.clocks()
        var findings = [doctor.timers(), doctor.descriptors()] + [doctor.ports()].compactMap(\.self)
        show(findings)
        for examine in [doctor.throughput, doctor.pace, doctor.knownDelay, doctor.frozen] {
            let finding = try await examine()
            show([finding])
            findings.append(finding)
        }
        let clock = doctor.clock(since: start)
        show([clock])
        findings.append(clock)
        let bad = findings.filter { !$0.isFine }
        Terminal.say(bad.isEmpty ? "\nThis machine can be trusted with every kind of run within the rates above."
            : "\nNot everything is in order: \(bad.map(\.what).joined(separator: ", ")). Other work on this machine is the usual reason; stop it and look again.")
        throw ArgumentParser.ExitCode(Int32(bad.isEmpty ? ExitStatus.pass : ExitStatus.invalid))
    }

    private func show(_ findings: [Doctor.Finding]) {
        for finding in findings {
            Terminal.say("\(finding.isFine ? "✓" : "✗") \(finding.what): \(finding.measured)\n    \(finding.meaning)")
        }
    }
}
