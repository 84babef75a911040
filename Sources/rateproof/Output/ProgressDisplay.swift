import Limiters
import LoadEngine
import Measurement
import ReferenceServer
import Reporting
import Synchronization
import Timeline

/// How much a run shows while it goes on.
enum Display { case automatic, verbose, nothing }

/// A few lines that change on a terminal, a line for each phase elsewhere.
final class ProgressDisplay: Sendable {
    private let display: Display
    private let recorder: Recorder
    private let clock: any RunClock
    private let expected: TimeSpan
    private let advice: Dialect.Fields?
    private let judge: @Sendable () -> LiveView.Checks?
    private let phase = Mutex("connecting")

    /// `judge` says how the checks stand by what there is; `advice` are the fields by which a response tells of its window.
    init(
        _ display: Display, _ recorder: Recorder, _ clock: any RunClock, expected: TimeSpan, advice: Dialect.Fields?,
        judge: @escaping @Sendable () -> LiveView.Checks?
    ) {
        self.display = display
        self.recorder = recorder
        self.clock = clock
        self.expected = expected
        self.advice = advice
        self.judge = judge
    }

    private var isLive: Bool { display != .nothing && Terminal.errorIsTerminal }

    /// A phase begins.
    func begin(_ name: String) {
        phase.withLock { $0 = name }
        if display != .nothing, !isLive { Terminal.note(LiveView(snapshot(), TextLayout()).line) }
    }

    /// Shows how it goes until the task is cancelled.
    func run() async {
        if isLive { await draw() } else if display == .verbose { await tell() }
    }

    private static let redraw = Duration.milliseconds(200)
    private static let line = Duration.seconds(10)

    private func draw() async {
        var drawn = 0
        var recent = RecentLoad(recorder)
        var checks = ChecksSoFar()
        while !Task.isCancelled {
            recent.update(recorder, at: clock.now)
            checks.update(at: clock.now, attempts: recorder.tally.sent, judge)
            var snapshot = snapshot()
            recent.describe(&snapshot, advice, wall: WallClock.now)
            snapshot.checks = checks.latest
            let lines = LiveView(snapshot, Terminal.errorLayout).lines
            Terminal.draw(lines, over: drawn)
            drawn = lines.count
            try? await Task.sleep(for: Self.redraw)
        }
        Terminal.draw([], over: drawn)
    }

    private func tell() async {
        var recent = RecentLoad(recorder)
        while (try? await Task.sleep(for: Self.line)) != nil {
            recent.update(recorder, at: clock.now)
            var snapshot = snapshot()
            recent.describe(&snapshot, nil, wall: WallClock.now)
            Terminal.note(LiveView(snapshot, TextLayout()).line)
        }
    }

    private func snapshot() -> LiveView.Snapshot {
        let tally = recorder.tally
        var snapshot = LiveView.Snapshot(
            phase: phase.withLock { $0 }, elapsedS: clock.now.sinceStart.secondsRoundedDown, expectedS: expected.secondsRoundedUp)
        snapshot.counts = [("admitted", tally.admitted), ("limited", tally.limited), ("refused", tally.refused), ("failed", tally.failed)]
        snapshot.missed = tally.missed
        return snapshot
    }
}

/// What the last second or so was like.
private struct RecentLoad {
    private var since = RunInstant.start
    private var sentBefore = 0
    private var perSecond: Double?
    private var recent = Recorder.Recent()

    /// The recorder keeps what is recent from now on.
    init(_ recorder: Recorder) { _ = recorder.takeRecent() }

    mutating func update(_ recorder: Recorder, at now: RunInstant) {
        guard now - since >= .seconds(1) else { return }
        let (sent, taken) = (recorder.tally.sent, recorder.takeRecent())
        perSecond = Double(sent - sentBefore) / (now - since).inSeconds
        (sentBefore, since) = (sent, now)
        // A pause keeps what was seen last.
        if taken.latest != nil { recent = taken }
    }

    func describe(_ snapshot: inout LiveView.Snapshot, _ advice: Dialect.Fields?, wall: WallInstant) {
        snapshot.sentPerSecond = perSecond
        guard let latest = recent.latest else { return }
        snapshot.lagP99Ms = recent.lag.quantile(0.99).inMilliseconds
        snapshot.p50Ms = recent.responseTime.quantile(0.5).inMilliseconds
        snapshot.p99Ms = recent.responseTime.quantile(0.99).inMilliseconds
        guard let advice, let response = latest.response else { return }
        let reading = AdviceReading(response, advice)
        // By our own clock: good enough to show, never to judge.
        let left = reading.resetAt.map { $0.sinceEpoch - wall.sinceEpoch } ?? reading.resetIn
        snapshot.window = LiveView.Window(key: "key \(latest.key + 1)", remaining: reading.remaining.value, endsInS: left.map { max(0, $0.secondsRoundedUp) })
    }
}

/// Judges now and then, while that takes little of the machine that measures.
private struct ChecksSoFar {
    private(set) var latest: LiveView.Checks?
    private var next = RunInstant.start + .seconds(3)
    private static let pause = TimeSpan.seconds(3)
    private static let mostAttempts = 20_000

    mutating func update(at now: RunInstant, attempts: Int, _ judge: () -> LiveView.Checks?) {
        guard now >= next, attempts <= Self.mostAttempts else { return }
        latest = judge()
        next = now + Self.pause
    }
}
