import Limiters
import Testing
import Timeline

/// Goal: a fixed window admits exactly its quota and rolls exactly at its end, wherever it begins.
/// Method: each anchoring with a window whose bounds are known by hand, looked at one nanosecond around them.
@Suite struct FixedWindowTests {
    struct Anchored: Sendable, CustomTestStringConvertible {
        var anchoring: FixedWindow.Anchoring
        /// How far after a multiple of the window the windows begin.
        var phase: TimeSpan
        var testDescription: String { "\(anchoring)" }
    }

    static let window = TimeSpan.seconds(60)
    /// A multiple of the window since the epoch.
    static let grid = WallInstant(epochSeconds: 1_764_000_000)
    static let now = grid + .milliseconds(12_345)

    /// Where the window that holds `now` begins, for the key "a".
    static let anchored: [Anchored] = [
        Anchored(anchoring: .epoch, phase: .zero),
        Anchored(anchoring: .firstRequest, phase: .milliseconds(12_345)),
        Anchored(anchoring: .firstRequestWholeSecond, phase: .seconds(12)),
        Anchored(anchoring: .perKey, phase: TimeSpan(nanoseconds: Int64(stableHash("a") % 60_000_000_000))),
        Anchored(anchoring: .processTimer(phase: .milliseconds(60_007)), phase: .milliseconds(7)),
    ]

    private static func limiter(_ anchored: Anchored, quota: Int) -> FixedWindow {
        FixedWindow(quota: quota, window: window, anchoring: anchored.anchoring)
    }

    private static func start(_ anchored: Anchored) -> WallInstant {
        let start = grid + anchored.phase
        return start <= now ? start : start - window
    }

    @Test("the quota is admitted, the next request is not", arguments: FixedWindowTests.anchored)
    func quota(anchored: Anchored) {
        var limiter = Self.limiter(anchored, quota: 3)
        let end = Self.start(anchored) + Self.window
        for left in [2, 1] {
            #expect(limiter.decide("a", cost: 1, at: Self.now)
                == Decision(admitted: true, standing: Standing(limit: 3, remaining: left, reset: end, wait: .zero)))
        }
        // The last slot is admitted, and from then on there is something to wait for.
        #expect(limiter.decide("a", cost: 1, at: Self.now)
            == Decision(admitted: true, standing: Standing(limit: 3, remaining: 0, reset: end, wait: end - Self.now)))
        #expect(limiter.decide("a", cost: 1, at: Self.now)
            == Decision(admitted: false, standing: Standing(limit: 3, remaining: 0, reset: end, wait: end - Self.now)))
    }

    @Test("the window rolls exactly at its end", arguments: FixedWindowTests.anchored)
    func rolls(anchored: Anchored) {
        var limiter = Self.limiter(anchored, quota: 2)
        let end = Self.start(anchored) + Self.window
        #expect(limiter.admitted(5, of: "a", at: Self.now) == 2)
        let justBefore = limiter.decide("a", cost: 1, at: end - .nanosecond)
        #expect(!justBefore.admitted)
        #expect(justBefore.standing.wait == .nanosecond)
        #expect(justBefore.standing.reset == end)
        #expect(limiter.admitted(5, of: "a", at: end) == 2)
        #expect(limiter.standing(of: "a", at: end).reset == end + Self.window)
    }

    @Test("a request at a window's first instant belongs to it", arguments: FixedWindowTests.anchored)
    func firstInstant(anchored: Anchored) {
        var limiter = Self.limiter(anchored, quota: 1)
        let start = Self.start(anchored)
        #expect(limiter.admitted(1, of: "a", at: start) == 1)
        #expect(limiter.standing(of: "a", at: start).wait == Self.window)
        #expect(!limiter.admits("a", at: start + Self.window - .nanosecond))
        #expect(limiter.admits("a", at: start + Self.window))
    }

    @Test("keys do not see each other", arguments: FixedWindowTests.anchored)
    func keys(anchored: Anchored) {
        var limiter = Self.limiter(anchored, quota: 2)
        #expect(limiter.admitted(5, of: "a", at: Self.now) == 2)
        #expect(limiter.standing(of: "b", at: Self.now).remaining == 2)
        #expect(limiter.admitted(5, of: "b", at: Self.now) == 2)
    }

    @Test("a refused request uses nothing, and windows that nobody used leave nothing behind", arguments: FixedWindowTests.anchored)
    func refusalsAreFree(anchored: Anchored) {
        var limiter = Self.limiter(anchored, quota: 2)
        #expect(limiter.admitted(50, of: "a", at: Self.now) == 2)
        #expect(limiter.standing(of: "a", at: Self.now).remaining == 0)
        #expect(limiter.admitted(50, of: "a", at: Self.now + Self.window * 100) == 2)
    }

    @Test("a charge beyond the quota shows as a negative rest until the window ends")
    func overcharged() {
        var limiter = FixedWindow(quota: 2, window: Self.window, anchoring: .epoch)
        limiter.charge(5, to: "a", at: Self.now)
        #expect(limiter.standing(of: "a", at: Self.now).remaining == -3)
        #expect(limiter.standing(of: "a", at: Self.grid + Self.window).remaining == 2)
    }

    @Test("a window anchored at the first request begins anew with the first request after it")
    func firstRequestAfterARest() {
        var limiter = FixedWindow(quota: 1, window: Self.window, anchoring: .firstRequest)
        #expect(limiter.admitted(1, of: "a", at: Self.now) == 1)
        let later = Self.now + Self.window * 3 + .milliseconds(17)
        #expect(limiter.admitted(2, of: "a", at: later) == 1)
        #expect(limiter.standing(of: "a", at: later).reset == later + Self.window)
    }

    @Test("a window anchored at the first request's second loses the part of that second which had passed")
    func firstRequestWholeSecond() {
        var limiter = FixedWindow(quota: 1, window: Self.window, anchoring: .firstRequestWholeSecond)
        let later = Self.grid + Self.window * 3 + .seconds(18) - .nanosecond
        #expect(limiter.admitted(2, of: "a", at: later) == 1)
        #expect(limiter.standing(of: "a", at: later).reset == Self.grid + Self.window * 3 + .seconds(17) + Self.window)
        #expect(limiter.standing(of: "a", at: later).wait == Self.window - .seconds(1) + .nanosecond)
        // The second of another key is another one.
        #expect(limiter.admitted(2, of: "b", at: later + .nanosecond) == 1)
        #expect(limiter.standing(of: "b", at: later + .nanosecond).wait == Self.window)
    }

    @Test("no stretch as long as a window holds more than two quotas", arguments: FixedWindowTests.anchored, UInt64(0)..<10)
    func neverMoreThanTwoQuotas(anchored: Anchored, seed: UInt64) {
        let traffic = Traffic(seed: seed)
        // Whole seconds, or windows that begin with one could overlap.
        let window = TimeSpan.seconds(traffic.window.secondsRoundedUp)
        var limiter = FixedWindow(quota: traffic.quota, window: window, anchoring: anchored.anchoring)
        #expect((traffic.quota...traffic.quota * 2).contains(limiter.admitted(traffic).peak(in: window)))
    }

    @Test("a window shorter than a second still limits when it is anchored at a second")
    func shorterThanASecond() {
        var limiter = FixedWindow(quota: 2, window: .milliseconds(400), anchoring: .firstRequestWholeSecond)
        // 0 to 400 ms, 400 to 800 ms, and one that the next second does not cut off.
        let now = Self.grid + .milliseconds(950)
        #expect(limiter.admitted(5, of: "a", at: now) == 2)
        #expect(limiter.standing(of: "a", at: now).wait == .milliseconds(250))
        #expect(!limiter.admits("a", at: Self.grid + .milliseconds(1_200) - .nanosecond))
        #expect(limiter.admits("a", at: Self.grid + .milliseconds(1_200)))
    }

    @Test("the hash of a key is FNV-1a, the same in every process")
    func hash() {
        #expect(stableHash("") == 0xcbf2_9ce4_8422_2325)
        #expect(stableHash("a") == 0xaf63_dc4c_8601_ec8c)
        #expect(stableHash("foobar") == 0x8594_4171_f739_67e8)
    }
}
