import Conformance
import LeadsAPI
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: what is told of the server's clock is true, exact enough to be of use, and never a sound limiter's fault.
/// Method: the real driver against sound limiters whose servers come by their Dates in every way that is known, in
/// virtual time.
@Suite(.computes) struct ClockTests {
    /// True where the told interval holds the offset that the simulation used, wherever in the run it is asked for.
    private func isInside(_ judgement: Judgement, _ run: SimulatedRun) -> Bool? {
        judgement.evidence.clock.map { clock in
            judgement.evidence.observations.allSatisfy { clock.bounds(at: $0.earliest).contains(run.serverOffset(at: $0.earliest)) }
        }
    }

    static let habits: [DateHabit] = [
        .fresh, .everySecond(phase: .milliseconds(400)), .ticking(lag: .milliseconds(300), workers: 1, .byConnection),
        .ticking(lag: .seconds(1), workers: 1, .byConnection), .ticking(lag: .seconds(4), workers: 1, .byConnection),
    ]

    @Test("where one process makes the Dates, the offset is known to a second and a bit, however old they are", arguments: ClockTests.habits)
    func oneProcess(habit: DateHabit) async throws {
        for seed in UInt64(1)...3 {
            var run = SimulatedRun()
            (run.seed, run.skew, run.driftPPM, run.declaresOutage) = (seed, .milliseconds(-7_300), 400, true)
            run.manners.dates = habit
            let judgement = await run.judged()
            #expect(isInside(judgement, run) == true, "seed \(seed)")
            let clock = try #require(judgement.evidence.clock)
            #expect(clock.bounds.width < .milliseconds(1_500), "seed \(seed): \(clock.bounds.width)")
            #expect(judgement.verdict == .pass, "seed \(seed)\n\(judgement.complaints)")
        }
    }

    @Test("where several places make texts of their own, nothing is believed that is not so", arguments: [2, 4], [Int64(300), 1_500, 4_000])
    func severalPlaces(workers: Int, lag: Int64) async {
        for seed in UInt64(1)...3 {
            for sharing in [DateHabit.Sharing.byConnection, .byRequest] {
                var run = SimulatedRun()
                (run.seed, run.declaresOutage) = (seed, true)
                run.manners.dates = .ticking(lag: TimeSpan(nanoseconds: lag * 1_000_000), workers: workers, sharing)
                let judgement = await run.judged()
                #expect(judgement.failures.isEmpty, "seed \(seed)\n\(judgement.complaints)")
                #expect(isInside(judgement, run) ?? true, "seed \(seed)")
            }
        }
    }

    /// What was seen to be failed, and the widest that is promised.
    static let drifts: [(ppm: Int, quota: Int, window: TimeSpan, algorithm: Algorithm)] = [
        (-400, 20, .seconds(30), .fixedWindowFirstRequest), (-500, 100, .seconds(60), .fixedWindowEpoch), (800, 20, .seconds(3), .fixedWindowEpoch),
        (-800, 20, .seconds(3), .fixedWindowEpoch), (1_000, 20, .seconds(60), .fixedWindowFirstSecond), (-1_000, 20, .seconds(60), .fixedWindowPerKey),
    ]

    @Test("a clock that is slewed breaks no promise", arguments: ClockTests.drifts)
    func drift(ppm: Int, quota: Int, window: TimeSpan, algorithm: Algorithm) async {
        for seed in UInt64(1)...3 {
            var run = SimulatedRun()
            (run.driftPPM, run.quota, run.window, run.algorithm, run.seed) = (ppm, quota, window, algorithm, seed)
            let judgement = await run.judged()
            #expect(judgement.failures.isEmpty, "seed \(seed)\n\(judgement.complaints)")
            #expect(isInside(judgement, run) == true, "seed \(seed)")
        }
    }

    @Test("a clock that is set is told as that, and is no fault of the limiter's", arguments: [TimeSpan.seconds(-20), .seconds(-3), .seconds(3), .seconds(20)])
    func setting(by: TimeSpan) async {
        for algorithm in SimulatedRun.anchorings {
            var run = SimulatedRun()
            run.algorithm = algorithm
            run.manners.settings = [ClockSetting(at: .start + .milliseconds(9_300), by: by)]
            let judgement = await run.judged()
            #expect(judgement.failures.allSatisfy { $0.id == "DST-02" }, "\(algorithm)\n\(judgement.complaints)")
            let told = judgement["DST-02"]?.observed ?? ""
            #expect(told.contains("the server's clock was set by about"), "\(algorithm): \(told)")
            #expect(judgement.evidence.clock == nil)
        }
    }

    @Test("a fault far from the moment at which the clock was set is still a fault")
    func faultsStand() async {
        var run = SimulatedRun()
        run.defects = Defect.catalog.filter { $0.name == "one-too-many" }
        run.manners.settings = [ClockSetting(at: .start + .seconds(20), by: .seconds(30))]
        let judgement = await run.judged()
        #expect(judgement["CNT-01"]?.verdict == .fail, "\(judgement.complaints)")
    }

    @Test("two lines of Date break a recommendation, and give no clock", arguments: [TimeSpan.seconds(-4), .seconds(4), .zero])
    func twoDates(ahead: TimeSpan) async {
        var run = SimulatedRun()
        run.declaresOutage = true
        run.manners.secondDate = ahead
        let judgement = await run.judged()
        #expect(judgement.failures.map(\.id) == ["HDR-10"], "\(judgement.complaints)")
        #expect(judgement.evidence.clock == nil)
        #expect(judgement["DST-02"]?.verdict == .skip)
    }

    @Test("resets are judged as exactly as they are written", arguments: ["x-ratelimit-epoch-ms", "x-ratelimit-epoch-decimal"])
    func precision(name: String) async throws {
        var run = SimulatedRun()
        run.declaresOutage = true
        run.dialect = try #require(Dialect.catalog.first { $0.id == name })
        // Anchored at requests, windows end at no whole second.
        run.algorithm = .fixedWindowFirstRequest
        let sound = await run.judged()
        #expect(sound.failures.isEmpty && sound["WIN-05"]?.verdict == .pass, "\(sound.complaints)")
        // Every reset is a second and a half late, which rounding up would make two seconds and more.
        var history = await run.history()
        history.attempts = history.attempts.map { late($0, milliseconds: 1_500, inMilliseconds: name.hasSuffix("ms")) }
        let judged = Judge(run.contract).judge(history)
        for reset in judged.evidence.resets(atMost: 100) {
            #expect(reset.advertised.atLeast - reset.actual.atMost < .milliseconds(1_500), "\(reset)")
        }
        #expect(judged["WIN-05"]?.verdict == .pass, "\(judged.complaints)")
    }

    /// The attempt with its reset moved.
    private func late(_ attempt: Attempt, milliseconds: Int, inMilliseconds: Bool) -> Attempt {
        guard let response = attempt.response else { return attempt }
        var moved = attempt
        moved.outcome = .responded(Response(status: response.status, fields: response.fields.map { field in
            guard field.name == "x-ratelimit-reset" else { return field }
            if inMilliseconds { return FieldLine(field.name, String((Int(field.value) ?? 0) + milliseconds)) }
            let parts = field.value.split(separator: ".").map(String.init)
            let decimals = parts.count > 1 ? parts[1] + String(repeating: "0", count: 3 - parts[1].count) : "000"
            let sum = (Int(parts[0]) ?? 0) * 1_000 + (Int(decimals) ?? 0) + milliseconds
            return FieldLine(field.name, "\(sum / 1_000).\(String(String(1_000 + sum % 1_000).dropFirst()))")
        }, excerpt: response.excerpt, isWhole: response.isWhole))
        return moved
    }

    @Test("a process that is stopped again and again sees less, and nothing false", arguments: [60, 400])
    func stops(most: Int) async {
        for algorithm in SimulatedRun.anchorings {
            var run = SimulatedRun()
            (run.algorithm, run.manners.stops) = (algorithm, OwnStops(cell: .milliseconds(700), most: .milliseconds(most), seed: 3))
            let judgement = await run.judged()
            #expect(judgement.failures.isEmpty, "\(algorithm)\n\(judgement.complaints)")
            #expect(isInside(judgement, run) ?? true, "\(algorithm)")
        }
    }
}
