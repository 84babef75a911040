import Measurement
import Testing
import Timeline
import Turns

/// Goal: outcomes are never mixed, response time counts from the schedule, and a generator that was late says so. Method: histories by hand.
@Suite(.computes) struct MeasurementsTests {
    private func history(_ attempts: [Attempt], recorded: Bool = true, stepped: TimeSpan = .zero) -> History {
        let started = WallInstant(epochSeconds: 1_767_225_600)
        let end = attempts.map(\.completed).max() ?? .start
        let header = History.Header(
            tool: Tool(name: "rateproof", version: "test"), runID: "r", profileSource: "", profileName: "p", seed: 1, startedAt: started,
            target: TargetRecord(kind: "mock", url: nil), keys: [KeyRecord(label: "otr_…", fresh: true)],
            phases: [PhaseRecord(name: "load", kind: .load, recorded: recorded), PhaseRecord(name: "sequential", kind: .experiment)],
            environment: Environment(os: "", cores: 1, fingerprint: ""), command: "")
        return History(header: header, attempts: attempts,
                       ending: History.Ending(at: end, wall: started + end.sinceStart + stepped, cpuSeconds: 0.5, partial: nil))
    }

    private func attempt(_ index: Int, status: Int? = 201, at: Int, late: Int = 0, took: Int = 10, phase: Int = 0) -> Attempt {
        let scheduled = RunInstant.start + .milliseconds(at)
        let departed = scheduled + .milliseconds(late)
        let completed = departed + .milliseconds(took)
        return Attempt(index: index, phase: phase, key: 0, operation: .create, subject: index, scheduled: scheduled, departed: departed,
                       head: status == nil ? nil : completed, completed: completed,
                       outcome: status.map { .responded(Response(status: $0, fields: [])) } ?? .indeterminate(.timeout))
    }

    @Test("a quick refusal does not make successes look fast")
    func classes() throws {
        let attempts = (0..<50).map { attempt($0, at: $0 * 10, took: 100) } + (50..<100).map { attempt($0, status: 429, at: $0 * 10, took: 1) }
            + [attempt(100, status: 422, at: 1_000), attempt(101, status: nil, at: 1_010, took: 500)]
        let measured = Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits())
        #expect(measured.latency.map(\.outcome) == [.admitted, .limited, .refused, .failed])
        #expect(measured.latency.map { $0.responseTime.count } == [50, 50, 1, 1])
        #expect(abs(measured.latency[0].responseTime.quantile(0.5).inMilliseconds - 100) < 1)
        #expect(abs(measured.latency[1].responseTime.quantile(0.5).inMilliseconds - 1) < 0.01)
    }

    @Test("response time counts from the scheduled instant, service time from the departure")
    func lateness() throws {
        let measured = Measurements(history([attempt(0, at: 0, late: 40, took: 10)]), limitedStatuses: [429], limits: ValidityLimits())
        let latency = try #require(measured.latency.first)
        #expect(abs(latency.responseTime.max.inMilliseconds - 50) < 0.1)
        #expect(abs(latency.serviceTime.max.inMilliseconds - 10) < 0.1)
    }

    @Test("sums of a load give the same measurements as its attempts")
    func sums() throws {
        let attempts = (0..<400).map { attempt($0, status: [201, 429, 422, 503, nil][$0 % 5], at: $0 * 7, late: $0 % 3, took: $0 % 50) }
        var tally = LoadTally()
        for attempt in attempts { tally.record(attempt) }
        var summed = history(attempts)
        summed.attempts = []
        summed.loads = [tally.record(phase: 0)]
        let (one, other) = (Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits()),
                            Measurements(summed, limitedStatuses: [429], limits: ValidityLimits()))
        #expect(one.throughput == other.throughput && one.throughput.sent == 400)
        #expect(one.latency.map(\.outcome) == other.latency.map(\.outcome) && one.latency.count == 4)
        for (a, b) in zip(one.latency, other.latency) {
            #expect(a.responseTime.payload == b.responseTime.payload && a.serviceTime.payload == b.serviceTime.payload)
        }
        #expect(one.health.lag.payload == other.health.lag.payload && one.health.reasons == other.health.reasons)
    }

    @Test("a request that left before it was due makes the run invalid")
    func early() {
        let measured = Measurements(history([attempt(0, at: 10, late: -1)]), limitedStatuses: [429], limits: ValidityLimits())
        #expect(measured.health.reasons.count == 1 && measured.health.reasons[0].contains("before they were due"))
    }

    @Test("load phases are measured; without a recorded one, the experiments are")
    func phases() {
        let attempts = [attempt(0, at: 0), attempt(1, at: 10, phase: 1)]
        #expect(Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits()).latency[0].responseTime.count == 1)
        let warmUp = Measurements(history(attempts, recorded: false), limitedStatuses: [429], limits: ValidityLimits())
        #expect(warmUp.latency[0].responseTime.count == 2)
    }

    @Test("a generator that was late, missed arrivals or lost its clock makes the run invalid, and says what to change")
    func validity() {
        let late = Measurements(history((0..<100).map { attempt($0, at: $0, late: 80) }), limitedStatuses: [429], limits: ValidityLimits())
        #expect(!late.health.isValid)
        #expect(late.health.reasons[0].contains("lower the rate"))

        let held = (0..<50).map { index in
            Attempt(index: 50 + index, phase: 0, key: 0, operation: .create, subject: -1, scheduled: .start, departed: nil, head: nil,
                    completed: .start, outcome: .notSent(.missed))
        }
        let missed = Measurements(history((0..<50).map { attempt($0, at: $0) } + held), limitedStatuses: [429], limits: ValidityLimits())
        #expect(missed.health.reasons.count == 1 && missed.health.reasons[0].contains("in_flight"))
        #expect(missed.throughput.missed == 50 && missed.throughput.sent == 50)

        let stepped = Measurements(history([attempt(0, at: 0)], stepped: .seconds(-3)), limitedStatuses: [429], limits: ValidityLimits())
        #expect(stepped.health.reasons[0].contains("wall clock"))
    }

    @Test("a threshold is decided by the interval, not by the point", arguments: [
        (TimeSpan.milliseconds(50), Threshold.Verdict.fail), (.milliseconds(500), .pass), (.milliseconds(100), .inconclusive),
    ])
    func threshold(limit: TimeSpan, verdict: Threshold.Verdict) {
        let attempts = (0..<200).map { attempt($0, at: $0 * 5, took: 80 + ($0 % 41)) }
        let measured = Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits())
        let threshold = Threshold(.latency(.responseTime, .p50), outcome: .admitted, .atMost, limit.inMilliseconds)
        #expect(threshold.judge(measured).verdict == verdict)
        #expect(Threshold(.latency(.responseTime, .p50), outcome: .limited, .atMost, limit.inMilliseconds).judge(measured).verdict == .inconclusive)
    }

    private func measured(_ count: Int, limited: Int = 0, took: (Int) -> Int = { 80 + $0 % 41 }) -> Measurements {
        let attempts = (0..<count).map { index -> Attempt in
            var attempt = attempt(index, at: index * 5, took: took(index))
            if index < limited { attempt.outcome = .responded(Response(status: 429, fields: [])) }
            return attempt
        }
        return Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits())
    }

    @Test("latencies of all outcomes together are refused once more than one in a hundred was limited", arguments: [(2, true), (3, false)])
    func mixed(limited: Int, isJudged: Bool) {
        let judgement = Threshold(.latency(.responseTime, .p50), outcome: nil, .atMost, 500).judge(measured(200, limited: limited))
        #expect((judgement.verdict == .pass) == isJudged)
        #expect(judgement.explanation.contains("give the threshold an outcome") != isJudged)
    }

    @Test("an open threshold says how many requests would decide it, and so many do")
    func needed() throws {
        // 60 of 100 within 100 ms: the median is not told from it by 100 requests.
        let took = { (index: Int) in index % 10 < 6 ? 90 : 120 }
        let threshold = Threshold(.latency(.responseTime, .p50), outcome: .admitted, .atMost, 100)
        let open = threshold.judge(measured(50, took: took))
        #expect(open.verdict == .inconclusive)
        let number = try #require(open.explanation.firstMatch(of: /about ([0-9]+) would/).flatMap { Int($0.output.1) })
        #expect((90...110).contains(number))
        #expect(threshold.judge(measured(number + 20, took: took)).verdict == .pass)
        // A limit on the very value is never decided.
        #expect(Threshold(.latency(.responseTime, .p50), outcome: .admitted, .atMost, 50).judge(measured(3) { _ in 80 }).verdict == .inconclusive)
    }

    @Test("shares, rates and what was missed have thresholds too", arguments: [
        (Threshold(.share, outcome: .limited, .atMost, 50), Threshold.Verdict.pass), (Threshold(.share, outcome: .limited, .atMost, 1), .fail),
        (Threshold(.share, outcome: .failed, .atMost, 0.1), .inconclusive), (Threshold(.rate, outcome: nil, .atLeast, 100), .pass),
        (Threshold(.rate, outcome: .limited, .atLeast, 100), .fail), (Threshold(.missed, outcome: nil, .atMost, 0), .pass),
        (Threshold(.latency(.lag, .max), outcome: nil, .atMost, 1), .pass), (Threshold(.cpu, outcome: nil, .atMost, 50), .pass),
    ])
    func others(threshold: Threshold, verdict: Threshold.Verdict) {
        #expect(threshold.judge(measured(400, limited: 40)).verdict == verdict)
    }

    @Test("bodies that were wrong have a threshold, and none without any that was looked at")
    func wrongBodies() {
        var history = history((0..<10).map { attempt($0, at: $0) })
        let threshold = Threshold(.wrongBodies, outcome: nil, .atMost, 1)
        func verdict(_ wrong: Int, of checked: Int) -> Threshold.Verdict {
            var record = BodyRecord(phase: 0)
            record.add(nil, count: checked - wrong)
            record.add("data.id is missing", count: wrong)
            history.ending.bodies = [record]
            return threshold.judge(Measurements(history, limitedStatuses: [429], limits: ValidityLimits())).verdict
        }
        #expect(threshold.judge(Measurements(history, limitedStatuses: [429], limits: ValidityLimits())).verdict == .inconclusive)
        #expect(verdict(0, of: 1_000) == .pass && verdict(1, of: 100) == .inconclusive && verdict(100, of: 1_000) == .fail)
        var compressed = BodyRecord(phase: 0)
        compressed.addEncoded(7)
        history.ending.bodies = [compressed]
        let judged = threshold.judge(Measurements(history, limitedStatuses: [429], limits: ValidityLimits()))
        #expect(judged.verdict == .inconclusive && judged.explanation.contains("all 7 bodies are compressed"))
        history.header.phases[0].recorded = false
        #expect(Measurements(history, limitedStatuses: [429], limits: ValidityLimits()).bodies == nil)
    }

    @Test("a limit on time that our own lag could have breached is not decided, and says so; one that the target breaches is")
    func ownLag() {
        let limit = Threshold(.latency(.responseTime, .p99), outcome: nil, .atMost, 20)
        func judged(_ threshold: Threshold, late: (Int) -> Int, took: (Int) -> Int, _ loop: LoopRecord? = nil) -> ThresholdJudgement {
            var history = history((0..<2_000).map { attempt($0, at: $0 * 5, late: late($0), took: took($0)) })
            history.ending.loops = loop.map { [$0] }
            return threshold.judge(Measurements(history, limitedStatuses: [429], limits: ValidityLimits()))
        }
        // Stopped for 30 ms in 100: what was due then left up to 30 ms late.
        let throttled = judged(limit, late: { $0 % 20 < 6 ? 30 - $0 % 20 * 5 : 0 }, took: { _ in 1 })
        #expect(throttled.verdict == .inconclusive && throttled.explanation.contains("this machine"), "\(throttled)")
        // What was under way was read late as well.
        let read = judged(Threshold(.latency(.serviceTime, .p99), outcome: nil, .atMost, 20), late: { $0 % 20 < 6 ? 25 : 0 }, took: { $0 % 20 == 6 ? 30 : 1 })
        #expect(read.verdict == .inconclusive, "\(read)")
        // Workers have no lag; their loop has been watched.
        let stalled = LoopRecord(phase: 0, length: .seconds(10), cpu: nil, stall: .milliseconds(31), stalled: .seconds(3))
        #expect(judged(limit, late: { _ in 0 }, took: { $0 % 20 < 6 ? 30 : 1 }, stalled).verdict == .inconclusive)
        // One stall explains no hundredth of all responses, and a little lag no slow target.
        let once = LoopRecord(phase: 0, length: .seconds(10), cpu: nil, stall: .milliseconds(31), stalled: .milliseconds(31))
        #expect(judged(limit, late: { _ in 0 }, took: { $0 % 20 == 0 ? 30 : 1 }, once).verdict == .fail)
        #expect(judged(limit, late: { $0 % 100 == 0 ? 12 : 0 }, took: { _ in 40 }).verdict == .fail)
    }

    @Test("none and all are exact, whatever floating point makes of the interval", arguments: [300, 500, 750, 2_000, 2_500, 6_000, 10_000])
    func exactShares(count: Int) {
        #expect(Threshold(.share, outcome: .failed, .atMost, 0).judge(measured(count, limited: 0)).verdict == .pass)
        #expect(Threshold(.share, outcome: .admitted, .atLeast, 100).judge(measured(count, limited: 0)).verdict == .pass)
        #expect(Threshold(.share, outcome: .limited, .atMost, 0).judge(measured(count, limited: 1)).verdict == .fail)
        #expect(Threshold(.share, outcome: .failed, .atMost, 50).judge(measured(count, limited: 0)).observed?.low == 0)
    }

    @Test("a request without a connection has failed, though it has no latency")
    func unreached() {
        var attempts = (0..<80).map { attempt($0, at: $0) }
        for index in 80..<100 {
            var refused = attempt(index, at: index)
            (refused.departed, refused.head, refused.outcome) = (nil, nil, .notSent(.refused))
            attempts.append(refused)
        }
        let measured = Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits())
        #expect(measured.unreached == 20 && measured.causes == [CauseCount(cause: .refused, count: 20)])
        let judged = Threshold(.share, outcome: .failed, .atMost, 5).judge(measured)
        #expect(judged.verdict == .fail && abs((judged.observed?.value ?? 0) - 20) < 1e-9)
    }

    @Test("every phase is summed up, those of which only sums were kept too")
    func phaseSums() {
        let attempts = [attempt(0, at: 0), attempt(1, at: 10), attempt(2, at: 500, phase: 1)]
        let measured = Measurements(history(attempts), limitedStatuses: [429], limits: ValidityLimits())
        #expect(measured.phases[0].sent == 2 && measured.phases[1].answered == 1)
        #expect(measured.phases[0].span?.atLeast == RunInstant.start && measured.phases[1].span?.atLeast == RunInstant.start + .milliseconds(500))
    }

    @Test("a thread that never rests or stands still makes the run invalid, but not in a warm-up and not where it never sleeps anyway", arguments: [
        (LoopRecord(phase: 0, length: .seconds(10), cpu: .milliseconds(9_600), stall: .zero), "busy for 96 %"),
        (LoopRecord(phase: 0, length: .seconds(10), cpu: .milliseconds(5_000), stall: .milliseconds(501)), "stood still for 501 ms"),
        (LoopRecord(phase: 0, length: .seconds(10), cpu: .milliseconds(9_400), stall: .milliseconds(500)), nil),
        (LoopRecord(phase: 0, length: .seconds(10), cpu: nil, stall: .zero), nil),
        (LoopRecord(phase: 1, length: .seconds(10), cpu: .seconds(10), stall: .seconds(2)), nil),
    ])
    func watchedLoop(loop: LoopRecord, reason: String?) {
        var history = history([attempt(0, at: 0)])
        history.ending.loops = [loop]
        let health = Measurements(history, limitedStatuses: [429], limits: ValidityLimits()).health
        #expect(health.isValid == (reason == nil), "\(health.reasons)")
        if let reason { #expect(health.reasons.first?.contains(reason) == true, "\(health.reasons)") }
    }
}
