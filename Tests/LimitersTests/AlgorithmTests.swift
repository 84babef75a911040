import Limiters
import Testing
import Timeline

/// Goal: what holds for every limiter of the catalogue. Method: properties over seeded traffic.
@Suite struct AlgorithmTests {
    /// The sliding counter has a tolerance of its own, in its own suite.
    static let exact = Algorithm.allCases.filter { $0 != .unlimited && $0 != .slidingCounter }

    @Test("`wait` is exact: the promised instant is admitted, the nanosecond before it is not",
          arguments: AlgorithmTests.exact, UInt64(0)..<15)
    func waitIsExact(algorithm: Algorithm, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = algorithm.limiter(quota: traffic.quota, window: traffic.window, started: Traffic.started)
        var refusals = 0
        for now in traffic.instants {
            let decision = limiter.decide("a", cost: 1, at: now)
            guard !decision.admitted else { continue }
            refusals += 1
            let promised = now + decision.standing.wait
            guard promised > now, limiter.admits("a", at: promised), !limiter.admits("a", at: promised - .nanosecond) else {
                Issue.record("quota \(traffic.quota), window \(traffic.window): told to wait \(decision.standing.wait)")
                return
            }
        }
        #expect(refusals > 0, "the traffic never met the limit, so nothing was shown")
    }

    @Test("a refusal changes nothing, and a wait is nonzero exactly where nothing remains",
          arguments: Algorithm.allCases, UInt64(0)..<5)
    func refusalsChangeNothing(algorithm: Algorithm, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = algorithm.limiter(quota: traffic.quota, window: traffic.window, started: Traffic.started)
        for now in traffic.instants {
            let before = limiter.standing(of: "a", at: now)
            let decision = limiter.decide("a", cost: 1, at: now)
            let after = limiter.standing(of: "a", at: now)
            guard decision.admitted == (before.remaining >= 1), decision.standing == after, decision.admitted || before == after,
                  (after.wait == .zero) == (after.remaining >= 1), after.limit == traffic.quota
            else {
                Issue.record("\(before), then \(decision), then \(after)")
                return
            }
        }
    }

    @Test("no limit admits everything")
    func unlimited() {
        var limiter = Algorithm.unlimited.limiter(quota: 2, window: .seconds(1), started: Traffic.started)
        #expect(limiter.admitted(1_000, of: "a", at: Traffic.started) == 1_000)
        #expect(limiter.standing(of: "a", at: Traffic.started)
            == Standing(limit: 2, remaining: 2, reset: Traffic.started + .seconds(1), wait: .zero))
    }

    @Test("the names are those that profiles use, and four of them are fixed windows")
    func names() {
        #expect(Algorithm.allCases.map(\.rawValue) == [
            "fixed-window", "fixed-window-first-request", "fixed-window-per-key", "fixed-window-process-timer",
            "sliding-log", "sliding-counter", "token-bucket", "gcra", "none",
        ])
        #expect(Algorithm.allCases.filter(\.isFixedWindow).count == 4)
        #expect(Set(Algorithm.allCases.map(\.summary)).count == Algorithm.allCases.count)
    }
}
