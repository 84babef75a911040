import Limiters
import Testing
import Timeline

/// Goal: token bucket and GCRA give a quota at once, then one request each window ÷ quota. Method: both through the same steps,
/// since they are two spellings of one limiter; then against each other on random traffic.
@Suite struct BucketTests {
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)
    static let window = TimeSpan.seconds(60)
    static let both: [Algorithm] = [.tokenBucket, .gcra]

    @Test("a quota at once, then one for each window ÷ quota", arguments: BucketTests.both)
    func burstThenSteady(algorithm: Algorithm) {
        var limiter = algorithm.limiter(quota: 6, window: Self.window, started: Self.start)
        #expect(limiter.admitted(10, of: "a", at: Self.start) == 6)
        #expect(limiter.standing(of: "a", at: Self.start)
            == Standing(limit: 6, remaining: 0, reset: Self.start + Self.window, wait: .seconds(10)))
        for step in 1...12 {
            let due = Self.start + TimeSpan.seconds(10) * step
            #expect(!limiter.admits("a", at: due - .nanosecond))
            #expect(limiter.standing(of: "a", at: due - .nanosecond).wait == .nanosecond)
            #expect(limiter.admitted(3, of: "a", at: due) == 1)
        }
    }

    @Test("a rest never saves up more than the quota", arguments: BucketTests.both)
    func neverMoreThanFull(algorithm: Algorithm) {
        var limiter = algorithm.limiter(quota: 6, window: Self.window, started: Self.start)
        #expect(limiter.admitted(6, of: "a", at: Self.start) == 6)
        #expect(limiter.standing(of: "a", at: Self.start + Self.window - .nanosecond).remaining == 5)
        #expect(limiter.standing(of: "a", at: Self.start + Self.window).remaining == 6)
        let muchLater = Self.start + Self.window * 50
        #expect(limiter.standing(of: "a", at: muchLater) == Standing(limit: 6, remaining: 6, reset: muchLater, wait: .zero))
        #expect(limiter.admitted(20, of: "a", at: muchLater) == 6)
    }

    @Test("the reset is when the bucket is full again", arguments: BucketTests.both)
    func reset(algorithm: Algorithm) {
        var limiter = algorithm.limiter(quota: 6, window: Self.window, started: Self.start)
        #expect(limiter.decide("a", cost: 1, at: Self.start).standing
            == Standing(limit: 6, remaining: 5, reset: Self.start + .seconds(10), wait: .zero))
        #expect(limiter.decide("a", cost: 1, at: Self.start + .seconds(4)).standing
            == Standing(limit: 6, remaining: 4, reset: Self.start + .seconds(20), wait: .zero))
    }

    @Test("keys do not see each other", arguments: BucketTests.both)
    func keys(algorithm: Algorithm) {
        var limiter = algorithm.limiter(quota: 2, window: Self.window, started: Self.start)
        #expect(limiter.admitted(5, of: "a", at: Self.start) == 2)
        #expect(limiter.admitted(5, of: "b", at: Self.start) == 2)
    }

    @Test("both decide the same and know the same", arguments: UInt64(0)..<30)
    func agree(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var bucket = TokenBucket(quota: traffic.quota, window: traffic.window)
        var cells = GCRA(quota: traffic.quota, window: traffic.window)
        for now in traffic.instants {
            let (one, other) = (bucket.decide("a", cost: 1, at: now), cells.decide("a", cost: 1, at: now))
            guard one == other else {
                Issue.record("quota \(traffic.quota), window \(traffic.window): \(one) and \(other)")
                return
            }
        }
    }
}
