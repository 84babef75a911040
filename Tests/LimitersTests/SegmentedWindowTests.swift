import Limiters
import Testing
import Timeline

/// Goal: what a segment used comes back all at once, one window after the segment began. Method: segments used at instants known by
/// hand, looked at one nanosecond around their return; and a count over random traffic.
@Suite struct SegmentedWindowTests {
    static let window = TimeSpan.seconds(20)
    static let segment = TimeSpan.seconds(5)
    /// A multiple of the window, and so of the segment, since the epoch.
    static let grid = WallInstant(epochSeconds: 1_764_000_000)

    private static func limiter(quota: Int) -> SegmentedWindow { SegmentedWindow(quota: quota, window: window, segments: 4) }

    @Test("segments return in quanta")
    func quanta() {
        var limiter = Self.limiter(quota: 10)
        // Three in the first segment, at both its ends; none in the second; seven in the third.
        #expect(limiter.admitted(1, of: "a", at: Self.grid) == 1)
        #expect(limiter.admitted(2, of: "a", at: Self.grid + Self.segment - .nanosecond) == 2)
        #expect(limiter.admitted(9, of: "a", at: Self.grid + .seconds(12)) == 7)
        let first = Self.grid + Self.window
        #expect(limiter.standing(of: "a", at: Self.grid + .seconds(12))
            == Standing(limit: 10, remaining: 0, reset: first, wait: .seconds(8)))
        #expect(limiter.standing(of: "a", at: first - .nanosecond).remaining == 0)
        // The third segment began at 10 s.
        let third = Self.grid + Self.window + .seconds(10)
        #expect(limiter.standing(of: "a", at: first) == Standing(limit: 10, remaining: 3, reset: third, wait: .zero))
        #expect(limiter.standing(of: "a", at: third - .nanosecond).remaining == 3)
        #expect(limiter.standing(of: "a", at: third).remaining == 10)
    }

    @Test("what is taken as a segment ends comes back a segment early, and what is taken as one begins does not")
    func early() {
        var limiter = Self.limiter(quota: 2)
        let late = Self.grid + Self.segment - .nanosecond
        #expect(limiter.admitted(3, of: "a", at: late) == 2)
        #expect(limiter.standing(of: "a", at: late).wait == Self.window - Self.segment + .nanosecond)
        #expect(limiter.admitted(3, of: "b", at: late + .nanosecond) == 2)
        #expect(limiter.standing(of: "b", at: late + .nanosecond).wait == Self.window)
    }

    @Test("a key that used nothing shows when a slot would come back that is taken now")
    func unused() {
        var limiter = Self.limiter(quota: 2)
        limiter.charge(0, to: "a", at: Self.grid + .seconds(2))
        #expect(limiter.standing(of: "a", at: Self.grid + .seconds(7))
            == Standing(limit: 2, remaining: 2, reset: Self.grid + .seconds(25), wait: .zero))
    }

    @Test("charged beyond the quota, it waits for as many segments as were taken too many")
    func overcharged() {
        var limiter = Self.limiter(quota: 2)
        for second in [0, 6, 7, 11] { limiter.charge(1, to: "a", at: Self.grid + .seconds(second)) }
        limiter.charge(0, to: "a", at: Self.grid + .seconds(15))
        let standing = limiter.standing(of: "a", at: Self.grid + .seconds(15))
        #expect(standing == Standing(limit: 2, remaining: -2, reset: Self.grid + Self.window, wait: .seconds(10)))
    }

    @Test("a window that segments do not divide keeps its grid and is no shorter")
    func indivisible() {
        var limiter = SegmentedWindow(quota: 1, window: .seconds(10), segments: 3)
        let now = Self.grid + .milliseconds(1_234)
        #expect(limiter.admitted(2, of: "a", at: now) == 1)
        let standing = limiter.standing(of: "a", at: now)
        #expect(standing.reset.nanoseconds % 3_333_333_334 == 0)
        #expect(limiter.admits("a", at: standing.reset) && !limiter.admits("a", at: standing.reset - .nanosecond))
    }

    @Test("no stretch that is shorter by a segment than the window holds more than the quota", arguments: UInt64(0)..<20)
    func neverMoreThanTheQuota(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = SegmentedWindow(quota: traffic.quota, window: traffic.window, segments: 4)
        let admitted = limiter.admitted(traffic)
        #expect(admitted.peak(in: traffic.window * 3 / 4 + .nanosecond) == traffic.quota)
        #expect(admitted.peak(in: traffic.window) <= traffic.quota * 2)
    }
}
