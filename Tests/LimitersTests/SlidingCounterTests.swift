import Limiters
import Testing
import Timeline

/// Goal: last window's count fades linearly into this one. Method: a full window and the ramp after it, at instants whose share
/// is known by hand.
@Suite struct SlidingCounterTests {
    static let window = TimeSpan.seconds(10)
    static let grid = WallInstant(epochSeconds: 1_764_000_000)

    private static func full(at instant: WallInstant) -> SlidingCounter {
        var limiter = SlidingCounter(quota: 10, window: window)
        let admitted = limiter.admitted(15, of: "a", at: instant)
        #expect(admitted == 10)
        return limiter
    }

    @Test("the quota is admitted once, and nothing more until the window has ended")
    func quota() {
        let limiter = Self.full(at: Self.grid + .seconds(4))
        let standing = limiter.standing(of: "a", at: Self.grid + .seconds(4))
        #expect(standing == Standing(limit: 10, remaining: 0, reset: Self.grid + Self.window, wait: .seconds(6) + .nanosecond))
        #expect(!limiter.admits("a", at: Self.grid + Self.window), "the whole of the last window still counts")
        #expect(limiter.admits("a", at: Self.grid + Self.window + .nanosecond))
    }

    @Test("the last window gives back a tenth of the quota with each tenth of the window", arguments: 0..<10)
    func ramp(tenth: Int) {
        var limiter = Self.full(at: Self.grid)
        // In the middle of each tenth, 9.5 − tenth requests still count, of which only whole ones do.
        let now = Self.grid + Self.window + .seconds(tenth) + .milliseconds(500)
        #expect(limiter.standing(of: "a", at: now).remaining == tenth + 1)
        #expect(limiter.admitted(20, of: "a", at: now) == tenth + 1)
        #expect(limiter.standing(of: "a", at: now).remaining == 0)
    }

    @Test("two windows later everything is forgotten")
    func forgets() {
        let limiter = Self.full(at: Self.grid + .seconds(9))
        let now = Self.grid + Self.window * 2
        #expect(limiter.standing(of: "a", at: now) == Standing(limit: 10, remaining: 10, reset: now + Self.window, wait: .zero))
    }

    @Test("keys do not see each other")
    func keys() {
        let limiter = Self.full(at: Self.grid)
        #expect(limiter.standing(of: "b", at: Self.grid).remaining == 10)
    }

    @Test("the share is exact: only whole requests count, so one is gone in the nanosecond in which the next begins to fade")
    func exactShare() {
        // Each of 7 requests fades in a seventh of the window, which is no whole number of nanoseconds.
        var limiter = SlidingCounter(quota: 10, window: Self.window)
        #expect(limiter.admitted(7, of: "a", at: Self.grid) == 7)
        let seventh = Self.grid + Self.window + TimeSpan(nanoseconds: 10_000_000_000 / 7)
        #expect(limiter.standing(of: "a", at: seventh).remaining == 4)
        #expect(limiter.standing(of: "a", at: seventh + .nanosecond).remaining == 5)
        // Where a share is whole, it is the nanosecond after it as well.
        #expect(limiter.standing(of: "a", at: Self.grid + Self.window).remaining == 3)
        #expect(limiter.standing(of: "a", at: Self.grid + Self.window + .nanosecond).remaining == 4)
    }
}
