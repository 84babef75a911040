import LoadEngine
import Synchronization
import Testing
import Timeline

import Simulation

/// Goal: the driver keeps its schedule, its cap and its budget, and ends well when told to. Method: the real driver in virtual time against
/// a target whose delay is known.
@Suite struct LoadDriverTests {
    /// Answers every request with 201 after a fixed delay.
    private final class FixedDelay: Target {
        let clock: any RunClock
        let delay: TimeSpan
        let outcome: Outcome
        let underWay = Mutex((now: 0, most: 0))

        init(_ clock: any RunClock, _ delay: TimeSpan, _ outcome: Outcome = .responded(Response(status: 201, fields: []))) {
            self.clock = clock
            self.delay = delay
            self.outcome = outcome
        }

        func prepare(connections: Int) async throws(TargetUnavailable) {}
        func abort() {}
        func close() async {}

        func send(_ request: Request, deadline: RunInstant) async -> Exchange {
            underWay.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
            defer { underWay.withLock { $0.now -= 1 } }
            do { try await clock.sleep(until: clock.now + delay) } catch { return Exchange(.indeterminate(.cancelled)) }
            var exchange = Exchange(outcome, head: clock.now)
            // Every fifth body is not what it should be.
            if request.wantsBody { exchange.body = Array((request.subject % 5 == 0 ? #"{"data":{}}"# : #"{"data":{"id":null}}"#).utf8) }
            return exchange
        }
    }

    /// A further loop of a test: in virtual time there is only one thread.
    private struct Helper: World {
        let clock: any RunClock
        let target: any Target
        func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result { try await body() }
    }

    private struct TestWorld: World {
        let loop: VirtualTime
        let target: any Target
        var loops = 1
        var clock: any RunClock { loop.clock }
        var helpers: [any World] { (1..<loops).map { _ in Helper(clock: clock, target: target) } }
        func run<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result { try await loop.run(body) }
    }

    private func drive(
        _ phase: LoadPhase, delay: TimeSpan, budget: Int = 100_000, outcome: Outcome = .responded(Response(status: 201, fields: [])),
        cancelAt: TimeSpan? = nil, loops: Int = 1, summed: Set<Int> = []
    ) async -> (attempts: [Attempt], most: Int, error: (any Error)?, loads: [LoadRecord], bodies: [BodyRecord]?) {
        let virtual = VirtualTime(seed: 1)
        let target = FixedDelay(virtual.clock, delay, outcome)
        let world = TestWorld(loop: virtual, target: target, loops: loops)
        let recorder = Recorder(budget: budget, summed: summed, loops: loops)
        let driver = Driver(world: world, keys: [APIKey("otr_a"), APIKey("otr_b")], recorder: recorder, timeout: .seconds(5))
        var failure: (any Error)?
        do {
            try await world.run {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try await LoadDriver(driver, keys: [0, 1]).run(phase, phase: 0) }
                    if let cancelAt {
                        group.addTask {
                            try await virtual.clock.sleep(until: .start + cancelAt)
                            throw CancellationError()
                        }
                    }
                    try await group.next()
                    group.cancelAll()
                }
            }
        } catch { failure = error }
        return (recorder.attempts, target.underWay.withLock { $0.most }, failure, recorder.loads, recorder.bodies)
    }

    private func phase(_ arrivals: Arrivals, inFlight: Int = 64) -> LoadPhase {
        LoadPhase(name: "test", arrivals: arrivals, duration: .seconds(2), inFlight: inFlight, recorded: true)
    }

    @Test("keys are used by weight where they have one, the same for the same seed")
    func keyWeights() async {
        var weighted = phase(.constant(Rate(count: 1_000, per: .seconds(1))))
        weighted.keyWeights = [3, 1]
        let run = await drive(weighted, delay: .milliseconds(1))
        let first = run.attempts.count { $0.key == 0 }
        // Of 2,000 by chance, 1,500 with a standard deviation of 19.
        #expect((1_400...1_600).contains(first), "\(first)")
        #expect(await drive(weighted, delay: .milliseconds(1)).attempts.map(\.key) == run.attempts.map(\.key))
    }

    @Test("an open model sends each arrival when it is due, on keys in turn")
    func openModel() async {
        let run = await drive(phase(.constant(Rate(count: 300, per: .seconds(1)))), delay: .milliseconds(20))
        #expect(run.attempts.count == 600)
        #expect(run.attempts.allSatisfy { $0.lag == .zero && $0.serviceTime == .milliseconds(20) })
        #expect(run.attempts.map(\.index) == Array(0..<600))
        #expect(run.attempts.map(\.key) == (0..<600).map { $0 % 2 })
        #expect(run.error == nil)
    }

    @Test("an arrival that finds the cap reached is missed, not late")
    func capBinds() async {
        let run = await drive(phase(.constant(Rate(count: 100, per: .seconds(1))), inFlight: 4), delay: .milliseconds(100))
        let missed = run.attempts.filter { $0.outcome == .notSent(.missed) }
        #expect(run.most == 4)
        // Four at a time, a tenth of a second each: forty a second of a hundred.
        #expect(run.attempts.count == 200)
        #expect((115...125).contains(missed.count))
        #expect(missed.allSatisfy { $0.departed == nil })
        #expect(run.attempts.allSatisfy { ($0.lag ?? .zero) == .zero })
    }

    @Test("a closed model keeps every worker busy and no more")
    func closedModel() async {
        let run = await drive(phase(.closed(workers: 5, thinkTime: .zero)), delay: .milliseconds(100))
        #expect(run.most == 5)
        #expect(run.attempts.count == 100)
    }

    @Test("workers think before they ask again")
    func thinkTime() async {
        let run = await drive(phase(.closed(workers: 5, thinkTime: .milliseconds(100))), delay: .milliseconds(100))
        #expect(run.attempts.count == 50)
    }

    @Test("a rate for each key is so many times the rate of all")
    func ratePerKey() async {
        var load = phase(.constant(Rate(count: 100, per: .seconds(1))))
        load.isRatePerKey = true
        let run = await drive(load, delay: .milliseconds(1))
        #expect(run.attempts.count == 400)
        #expect(Set(run.attempts.map(\.key)) == [0, 1])
    }

    @Test("a coarse pace sends what is due within a millisecond together, late and never early")
    func coarse() async {
        var load = phase(.constant(Rate(count: 3_000, per: .seconds(1))))
        load.pacing = .coarse
        let run = await drive(load, delay: .milliseconds(1))
        #expect(run.attempts.count == 6_000)
        #expect(run.attempts.allSatisfy { ($0.lag ?? .zero) >= .zero && ($0.lag ?? .zero) < .milliseconds(1) })
        #expect(Set(run.attempts.compactMap(\.departed)).count <= 2_001)
    }

    @Test("a share of the bodies is looked at, the same for the same seed, and each fault is counted", arguments: [1, 3])
    func bodies(loops: Int) async {
        var load = phase(.constant(Rate(count: 1_000, per: .seconds(1))))
        load.bodies = BodyCheck(share: 0.1, members: ["data", "data.id"])
        let run = await drive(load, delay: .milliseconds(1), loops: loops)
        // Of 2,000 by chance, 200 with a standard deviation of 13.
        let record = run.bodies?.first
        #expect(run.bodies?.count == 1 && (140...260).contains(record?.checked ?? 0))
        #expect(record?.faults.map(\.fault) == ["data.id is missing"] && (10...80).contains(record?.wrong ?? 0))
        #expect(await drive(load, delay: .milliseconds(1), loops: loops).bodies == run.bodies)
        load.bodies = BodyCheck(share: 1, members: [])
        let all = await drive(load, delay: .milliseconds(1), loops: loops).bodies
        #expect(all?.first?.checked == 2_000 && all?.first?.wrong == 0)
        load.mix = OperationMix([.init(.importOne, weight: 1)])
        #expect(await drive(load, delay: .milliseconds(1), loops: loops).bodies == nil)
    }

    @Test("what is wrong with a body is named", arguments: [
        ("{}", "data.id is missing"), ("[]", "data.id is missing"), ("{\"data\":{\"id\":1}", "the body is not JSON"), ("", "the body is not JSON"),
        ("{\"data\":{\"id\":null}}", nil),
    ] as [(String, String?)])
    func bodyFaults(body: String, fault: String?) {
        #expect(BodyCheck(share: 1, members: ["data.id"]).fault(Array(body.utf8)) == fault)
    }

    @Test("several loops send together what one would send alone", arguments: [2, 3, 7])
    func severalLoops(loops: Int) async {
        let load = phase(.poisson(Rate(count: 500, per: .seconds(1))), inFlight: 100)
        let alone = await drive(load, delay: .milliseconds(20))
        let together = await drive(load, delay: .milliseconds(20), loops: loops)
        #expect(together.error == nil && alone.attempts.count > 800)
        #expect(together.attempts.map(\.scheduled) == alone.attempts.map(\.scheduled))
        #expect(together.attempts.map(\.key) == alone.attempts.map(\.key))
        #expect(together.attempts.map(\.index) == Array(alone.attempts.indices))
        #expect(Set(together.attempts.map(\.subject)).count == alone.attempts.count)
        // Sums say the same as attempts.
        let summed = await drive(load, delay: .milliseconds(20), loops: loops, summed: [0])
        #expect(summed.attempts.isEmpty && summed.loads.count == 1)
        #expect(summed.loads.first?.scheduled == alone.attempts.count)
        #expect(summed.loads.first?.uses.map(\.sent) == [0, 1].map { key in alone.attempts.count { $0.key == key } })
    }

    @Test("several loops keep to one cap, one number of workers and one budget")
    func sharedLimits() async {
        let capped = await drive(phase(.constant(Rate(count: 100, per: .seconds(1))), inFlight: 4), delay: .milliseconds(100), loops: 2)
        #expect(capped.most == 4 && capped.attempts.count == 200)
        let closed = await drive(phase(.closed(workers: 5, thinkTime: .zero)), delay: .milliseconds(100), loops: 3)
        #expect(closed.most == 5 && closed.attempts.count == 100)
        let poor = await drive(phase(.constant(Rate(count: 100, per: .seconds(1)))), delay: .milliseconds(1), budget: 50, loops: 3)
        #expect(poor.attempts.count == 50 && poor.error as? Driver.Stop == .budgetUsedUp(50))
    }

    @Test("the budget ends a run and says so")
    func budget() async {
        let run = await drive(phase(.closed(workers: 5, thinkTime: .zero)), delay: .milliseconds(10), budget: 42)
        #expect(run.attempts.count == 42)
        #expect(run.error as? Driver.Stop == .budgetUsedUp(42))
    }

    @Test("a target that stops answering ends a run")
    func lostTarget() async {
        let run = await drive(phase(.closed(workers: 2, thinkTime: .zero)), delay: .milliseconds(10), outcome: .notSent(.refused))
        #expect(run.error as? Driver.Stop == .targetLost(failures: 30, .refused))
        #expect(run.attempts.count < 35)
    }

    @Test("cancelling leaves a record that is whole: every index once, every attempt with an outcome")
    func cancellation() async {
        let run = await drive(phase(.constant(Rate(count: 100, per: .seconds(1)))), delay: .milliseconds(55), cancelAt: .milliseconds(1_003))
        #expect(run.attempts.map(\.index) == Array(0..<run.attempts.count))
        #expect((100...101).contains(run.attempts.count))
        let cancelled = run.attempts.filter { $0.outcome == .indeterminate(.cancelled) }
        #expect((5...6).contains(cancelled.count))
        #expect(run.attempts.allSatisfy { $0.completed <= .start + .milliseconds(1_003) })
        #expect(run.error is CancellationError)
    }
}
