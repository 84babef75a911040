import LoadEngine
import Synchronization
import Timeline

/// How much a run shows while it goes on.
enum Display { case automatic, nothing }

/// A line that changes on a terminal, a line for each phase elsewhere.
final class ProgressDisplay: Sendable {
    private let display: Display
    private let recorder: Recorder
    private let clock: any RunClock
    private let expected: TimeSpan
    private let phase = Mutex("connecting")

    init(_ display: Display, _ recorder: Recorder, _ clock: any RunClock, expected: TimeSpan) {
        self.display = display
        self.recorder = recorder
        self.clock = clock
        self.expected = expected
    }

    private var isLive: Bool { display == .automatic && Terminal.errorIsTerminal }

    /// A phase begins.
    func begin(_ name: String) {
        phase.withLock { $0 = name }
        if display == .automatic, !isLive { Terminal.note("\(clockText)  \(name)") }
    }

    /// Draws until the task is cancelled.
    func run() async {
        guard isLive else { return }
        while !Task.isCancelled {
            Terminal.status(line)
            try? await Task.sleep(for: .milliseconds(100))
        }
        Terminal.status("")
    }

    private var line: String {
        let tally = recorder.tally
        let missed = tally.missed > 0 ? "  missed \(tally.missed)" : ""
        let failed = tally.failed > 0 ? "  failed \(tally.failed)" : ""
        return "\(clockText)  \(phase.withLock { $0 })  sent \(tally.sent)  admitted \(tally.admitted)  limited \(tally.limited)\(failed)\(missed)"
    }

    /// `3 of about 12 s`
    private var clockText: String {
        "\(clock.now.sinceStart.secondsRoundedDown) of about \(max(expected.secondsRoundedUp, 1)) s"
    }
}
