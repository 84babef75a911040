import Limiters
import Testing
import Timeline

/// Goal: each slot comes back exactly one window after it was taken. Method: slots taken at known instants, looked at one
/// nanosecond around their return; and a count over every window of random traffic.
@Suite struct SlidingLogTests {
    static let window = TimeSpan.seconds(10)
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)

    @Test("each slot returns one window after it was taken")
    func slotsReturn() {
        var limiter = SlidingLog(quota: 3, window: Self.window)
        let taken = [0, 1_500, 9_000].map { Self.start + .milliseconds($0) }
        for instant in taken { #expect(limiter.admitted(1, of: "a", at: instant) == 1) }
        for instant in taken {
            let back = instant + Self.window
            #expect(limiter.standing(of: "a", at: back - .nanosecond)
                == Standing(limit: 3, remaining: 0, reset: back, wait: .nanosecond))
            #expect(limiter.standing(of: "a", at: back).remaining == 1)
            #expect(limiter.standing(of: "a", at: back).wait == .zero)
            // Taken again at once, it is gone for another window.
            #expect(limiter.admitted(2, of: "a", at: back) == 1)
        }
    }

    @Test("a quota taken at once comes back at once, and keys are apart")
    func burst() {
        var limiter = SlidingLog(quota: 5, window: Self.window)
        #expect(limiter.admitted(9, of: "a", at: Self.start) == 5)
        #expect(limiter.admitted(9, of: "b", at: Self.start + .seconds(1)) == 5)
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(1)).wait == .seconds(9))
        #expect(limiter.admitted(9, of: "a", at: Self.start + Self.window) == 5)
        #expect(!limiter.admits("b", at: Self.start + Self.window))
    }

    @Test("charged beyond the quota, it waits for as many slots as were taken too many")
    func overcharged() {
        var limiter = SlidingLog(quota: 2, window: Self.window)
        for second in 0..<4 { limiter.charge(1, to: "a", at: Self.start + .seconds(second)) }
        let standing = limiter.standing(of: "a", at: Self.start + .seconds(4))
        #expect(standing.remaining == -2)
        // The third of four must go before one of two is free.
        #expect(standing.wait == .seconds(8))
    }

    @Test("no window of any position holds more than the quota", arguments: UInt64(0)..<20)
    func neverMoreThanTheQuota(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = SlidingLog(quota: traffic.quota, window: traffic.window)
        // The first burst takes the whole quota at once, so the bound is met and not only kept.
        #expect(limiter.admitted(traffic).peak(in: traffic.window) == traffic.quota)
    }
}
