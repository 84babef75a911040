import Limiters
import Testing
import Timeline

/// Goal: one request each window ÷ quota and none in advance. Method: the interval looked at one nanosecond around its end, after rests of
/// every length; and a count over random traffic.
@Suite struct LeakyBucketTests {
    static let window = TimeSpan.seconds(60)
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)

    @Test("one request for each interval, whatever the rest before it")
    func one() {
        var limiter = LeakyBucket(quota: 6, window: Self.window)
        #expect(limiter.standing(of: "a", at: Self.start) == Standing(limit: 6, remaining: 1, reset: Self.start, wait: .zero))
        var now = Self.start
        for rest in [TimeSpan.zero, .seconds(10), .seconds(10), .seconds(60), .seconds(3_600), .seconds(10) + .nanosecond] {
            now = now + rest
            #expect(limiter.admitted(5, of: "a", at: now) == 1)
            let due = now + .seconds(10)
            #expect(limiter.standing(of: "a", at: now) == Standing(limit: 6, remaining: 0, reset: due, wait: .seconds(10)))
            #expect(limiter.standing(of: "a", at: due - .nanosecond) == Standing(limit: 6, remaining: 0, reset: due, wait: .nanosecond))
            #expect(limiter.standing(of: "a", at: due) == Standing(limit: 6, remaining: 1, reset: due, wait: .zero))
        }
    }

    @Test("charged beyond what is due, it waits an interval for each, and keys are apart")
    func overcharged() {
        var limiter = LeakyBucket(quota: 6, window: Self.window)
        limiter.charge(3, to: "a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start)
            == Standing(limit: 6, remaining: -2, reset: Self.start + .seconds(30), wait: .seconds(30)))
        #expect(limiter.standing(of: "b", at: Self.start).remaining == 1)
    }

    @Test("a quota that does not divide the window still never puts more than itself into one")
    func indivisible() {
        var limiter = LeakyBucket(quota: 7, window: Self.window)
        var admitted: [WallInstant] = []
        var now = Self.start
        for _ in 0..<30 {
            if limiter.decide("a", cost: 1, at: now).admitted { admitted.append(now) }
            now = now + limiter.standing(of: "a", at: now).wait
        }
        #expect(admitted.count == 30)
        #expect(admitted.peak(in: Self.window) == 7)
    }

    @Test("admissions are an interval apart, and no window holds more than the quota", arguments: UInt64(0)..<20)
    func neverMoreThanTheQuota(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = LeakyBucket(quota: traffic.quota, window: traffic.window)
        let admitted = limiter.admitted(traffic)
        #expect(admitted.count > traffic.quota)
        #expect(admitted.peak(in: traffic.window) <= traffic.quota)
        #expect(admitted.peak(in: traffic.window / traffic.quota) == 1)
    }
}
