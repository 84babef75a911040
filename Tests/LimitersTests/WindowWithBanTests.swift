import Limiters
import Testing
import Timeline

/// Goal: the first rejection blocks for one whole window from that instant. Method: a rejection in the middle of a window, looked at one
/// nanosecond around the ends of the window and of the block; and every block of random traffic.
@Suite struct WindowWithBanTests {
    static let window = TimeSpan.seconds(60)
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)

    private static func used() -> WindowWithBan {
        var limiter = WindowWithBan(quota: 3, window: window)
        let admitted = limiter.admitted(3, of: "a", at: start)
        #expect(admitted == 3)
        return limiter
    }

    @Test("without a rejection it is a window from the first request on")
    func window() {
        var limiter = Self.used()
        let end = Self.start + Self.window
        #expect(limiter.standing(of: "a", at: Self.start) == Standing(limit: 3, remaining: 0, reset: end, wait: Self.window))
        #expect(limiter.standing(of: "a", at: end - .nanosecond).wait == .nanosecond)
        #expect(limiter.standing(of: "a", at: end) == Standing(limit: 3, remaining: 3, reset: end + Self.window, wait: .zero))
        #expect(limiter.admitted(3, of: "a", at: end) == 3)
    }

    @Test("the first rejection blocks for a whole window from then on")
    func blocks() {
        var limiter = Self.used()
        let now = Self.start + .seconds(25)
        let until = now + Self.window
        let blocked = Standing(limit: 3, remaining: 0, reset: until, wait: Self.window)
        #expect(limiter.decide("a", cost: 1, at: now) == Decision(admitted: false, standing: blocked))
        #expect(!limiter.admits("a", at: Self.start + Self.window), "the window that was running does not matter any more")
        #expect(limiter.standing(of: "a", at: until - .nanosecond).wait == .nanosecond)
        #expect(limiter.admits("a", at: until))
        #expect(limiter.admits("b", at: now))
    }

    @Test("rejections during the block do not extend it, nor do charges")
    func doesNotExtend() {
        var limiter = Self.used()
        let until = Self.start + .seconds(25) + Self.window
        for second in 25..<85 { #expect(!limiter.decide("a", cost: 1, at: Self.start + .seconds(second)).admitted) }
        limiter.charge(5, to: "a", at: until - .nanosecond)
        limiter.rejected("a", at: until - .nanosecond)
        #expect(limiter.standing(of: "a", at: until - .nanosecond)
            == Standing(limit: 3, remaining: 0, reset: until, wait: .nanosecond))
        // After it a fresh window begins with the next request, and not with the end of the block.
        let later = until + .seconds(7)
        #expect(limiter.admitted(3, of: "a", at: later) == 3)
        #expect(limiter.standing(of: "a", at: later).reset == later + Self.window)
        #expect(!limiter.decide("a", cost: 1, at: later + .seconds(1)).admitted)
        #expect(limiter.standing(of: "a", at: later + .seconds(1)).reset == later + .seconds(1) + Self.window, "it can be blocked again")
    }

    @Test("what costs nothing begins no window")
    func costsNothing() {
        var limiter = WindowWithBan(quota: 3, window: Self.window)
        limiter.charge(0, to: "a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(9)).reset == Self.start + .seconds(9) + Self.window)
    }

    @Test("after a rejection nothing is admitted for a window, and no window holds two quotas", arguments: UInt64(0)..<20)
    func blocksRandomTraffic(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = WindowWithBan(quota: traffic.quota, window: traffic.window)
        var (admitted, blocks): ([WallInstant], [WallInstant]) = ([], [])
        for now in traffic.instants {
            if limiter.decide("a", cost: 1, at: now).admitted {
                admitted.append(now)
                #expect(blocks.last.map { now - $0 >= traffic.window } ?? true)
            } else if blocks.last.map({ now - $0 >= traffic.window }) ?? true {
                blocks.append(now)
            }
        }
        #expect(blocks.count > 1)
        #expect((traffic.quota...traffic.quota * 2 - 1).contains(admitted.peak(in: traffic.window)))
    }
}
