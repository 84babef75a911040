import Limiters
import Testing
import Timeline

/// Goal: what holds for every limiter of the catalogue. Method: properties over seeded traffic.
@Suite struct AlgorithmTests {
    /// Not those that never make wait, and that wait for a release instead of an instant.
    static let exact = Algorithm.allCases.filter { $0 != .unlimited && $0 != .slowDown && $0 != .concurrency }
    /// A rejection begins a block in one of them, by its nature.
    static let indifferent = Algorithm.allCases.filter { $0 != .windowWithBan }

    @Test("`wait` is exact: the promised instant is admitted, the nanosecond before it is not",
          arguments: AlgorithmTests.exact, UInt64(0)..<15)
    func waitIsExact(algorithm: Algorithm, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = algorithm.limiter(quota: traffic.quota, window: traffic.window, started: Traffic.started)
        #expect(limiter.exactWaits(in: traffic) > 0, "the traffic never met the limit, so nothing was shown")
    }

    @Test("a decision tells how things stand after it, and a wait is nonzero exactly where nothing remains",
          arguments: Algorithm.allCases, UInt64(0)..<5)
    func decisionsAreConsistent(algorithm: Algorithm, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = algorithm.limiter(quota: traffic.quota, window: traffic.window, started: Traffic.started)
        for now in traffic.instants {
            let before = limiter.standing(of: "a", at: now)
            let decision = limiter.decide("a", cost: 1, at: now)
            let after = limiter.standing(of: "a", at: now)
            guard decision.admitted == (before.remaining >= 1), decision.standing == after,
                  (after.wait == .zero) == (after.remaining >= 1), after.reset >= now,
                  after.limit == (algorithm == .concurrency ? 2 : traffic.quota)
            else {
                Issue.record("\(before), then \(decision), then \(after)")
                return
            }
        }
    }

    @Test("a refusal changes nothing", arguments: AlgorithmTests.indifferent, UInt64(0)..<5)
    func refusalsChangeNothing(algorithm: Algorithm, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = algorithm.limiter(quota: traffic.quota, window: traffic.window, started: Traffic.started)
        for now in traffic.instants {
            let untouched = limiter
            guard !limiter.decide("a", cost: 1, at: now).admitted else { continue }
            for later in [.zero, traffic.window / 3, traffic.window].map({ now + $0 }) {
                #expect(limiter.standing(of: "a", at: later) == untouched.standing(of: "a", at: later))
            }
        }
    }

    @Test("only the queue holds requests back, and only the concurrency limit hears of their end", arguments: Algorithm.allCases)
    func holdingBackAndRelease(algorithm: Algorithm) {
        var limiter = algorithm.limiter(quota: 10, window: .seconds(60), started: Traffic.started)
        _ = limiter.admitted(3, of: "a", at: Traffic.started)
        #expect((limiter.delay(of: "a", at: Traffic.started) > .zero) == (algorithm == .leakyQueue))
        let before = limiter.standing(of: "a", at: Traffic.started)
        limiter.release("a", at: Traffic.started)
        #expect((limiter.standing(of: "a", at: Traffic.started) != before) == (algorithm == .concurrency))
    }

    @Test("a name stands for its model and its parameters", arguments: UInt64(0)..<5)
    func models(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        let (quota, window) = (traffic.quota, traffic.window)
        let models: [(Algorithm, any Limiter)] = [
            (.fixedWindowFirstSecond, FixedWindow(quota: quota, window: window, anchoring: .firstRequestWholeSecond)),
            (.windowWithBan, WindowWithBan(quota: quota, window: window)),
            (.segmentedWindow, SegmentedWindow(quota: quota, window: window, segments: 4)),
            (.slidingCounter, SlidingCounter(quota: quota, window: window)),
            (.slidingCounterFirstRequest,
             SlidingCounter(quota: quota, window: window, anchoring: .firstRequest, countsRejected: false)),
            (.tokenBucketSeconds, DiscreteTokenBucket(quota: quota, window: window)),
            (.leakyBucket, LeakyBucket(quota: quota, window: window)),
            (.leakyQueue, LeakyQueue(quota: quota, window: window)),
        ]
        for (algorithm, model) in models {
            var (named, model) = (algorithm.limiter(quota: quota, window: window, started: Traffic.started), model)
            let differs = traffic.instants.contains { named.decide("a", cost: 1, at: $0) != model.decide("a", cost: 1, at: $0) }
            #expect(!differs, "\(algorithm)")
        }
    }

    @Test("no limit admits everything")
    func unlimited() {
        var limiter = Algorithm.unlimited.limiter(quota: 2, window: .seconds(1), started: Traffic.started)
        #expect(limiter.admitted(1_000, of: "a", at: Traffic.started) == 1_000)
        #expect(limiter.standing(of: "a", at: Traffic.started)
            == Standing(limit: 2, remaining: 2, reset: Traffic.started + .seconds(1), wait: .zero))
    }

    @Test("the names are those that profiles use, and five of them are fixed windows")
    func names() {
        #expect(Algorithm.allCases.map(\.rawValue) == [
            "fixed-window", "fixed-window-first-request", "fixed-window-first-second", "fixed-window-per-key",
            "fixed-window-process-timer", "window-with-ban", "sliding-log", "segmented-window", "sliding-counter",
            "sliding-counter-first-request", "token-bucket", "token-bucket-whole-seconds", "gcra", "leaky-bucket", "leaky-queue",
            "slow-down", "concurrency-limit", "none",
        ])
        #expect(Algorithm.allCases.filter(\.isFixedWindow).count == 5)
        #expect(Set(Algorithm.allCases.map(\.summary)).count == Algorithm.allCases.count)
    }
}
