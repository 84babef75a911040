import Limiters
import Testing
import Timeline

/// Goal: a sliding counter anchored at the first event turns its windows as HAProxy's frequency counter does, and counts what was turned
/// away where it is told to. Method: numbers worked out by hand from its three rules; and a client that keeps on trying.
@Suite struct AnchoredCounterTests {
    static let window = TimeSpan.seconds(10)
    static let start = WallInstant(nanoseconds: 1_764_000_003_141_592_653)

    private static func counter(countsRejected: Bool = false) -> SlidingCounter {
        SlidingCounter(quota: 10, window: window, anchoring: .firstRequest, countsRejected: countsRejected)
    }

    @Test("the first window begins at a key's first event, the next one window later, whenever its first event comes")
    func turns() {
        var limiter = Self.counter()
        #expect(limiter.admitted(10, of: "a", at: Self.start) == 10)
        #expect(limiter.standing(of: "a", at: Self.start + Self.window - .nanosecond)
            == Standing(limit: 10, remaining: 0, reset: Self.start + Self.window, wait: .nanosecond * 2))
        #expect(!limiter.admits("a", at: Self.start + Self.window), "the whole of the last window still counts")
        #expect(limiter.admits("a", at: Self.start + Self.window + .nanosecond))
        // A quarter into the next window 7.5 of 10 count, of which 7 are whole.
        let quarter = Self.start + Self.window + .milliseconds(2_500)
        #expect(limiter.standing(of: "a", at: quarter)
            == Standing(limit: 10, remaining: 3, reset: Self.start + Self.window * 2, wait: .zero))
        #expect(limiter.admitted(10, of: "a", at: quarter) == 3)
        // In the window after it, those 3 are the ones that fade: half of them are 1.5.
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(25)).remaining == 9)
    }

    @Test("another key has windows of its own")
    func keys() {
        var limiter = Self.counter()
        #expect(limiter.admitted(15, of: "a", at: Self.start) == 10)
        #expect(limiter.admitted(15, of: "b", at: Self.start + .seconds(4)) == 10)
        #expect(limiter.standing(of: "b", at: Self.start + .seconds(4)).reset == Self.start + .seconds(14))
    }

    @Test("two windows without an event end the row, and the next event begins another")
    func anchorsAnew() {
        var limiter = Self.counter()
        #expect(limiter.admitted(10, of: "a", at: Self.start) == 10)
        let last = Self.start + Self.window * 2 - .nanosecond
        #expect(limiter.standing(of: "a", at: last).reset == Self.start + Self.window * 2)
        let later = Self.start + Self.window * 2
        #expect(limiter.standing(of: "a", at: later) == Standing(limit: 10, remaining: 10, reset: later + Self.window, wait: .zero))
        let muchLater = later + .milliseconds(1_234)
        #expect(limiter.admitted(1, of: "a", at: muchLater) == 1)
        #expect(limiter.standing(of: "a", at: muchLater + .seconds(3)).reset == muchLater + Self.window)
    }

    @Test("neither a look nor a request that costs nothing begins a window")
    func onlyEventsAnchor() {
        var limiter = Self.counter()
        limiter.charge(0, to: "a", at: Self.start)
        limiter.rejected("a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(3)).reset == Self.start + .seconds(13))
    }

    @Test("what was turned away counts, and makes the wait longer")
    func countsRejected() {
        var limiter = Self.counter(countsRejected: true)
        #expect(limiter.admitted(10, of: "a", at: Self.start) == 10)
        #expect(limiter.admitted(20, of: "a", at: Self.start + .seconds(5)) == 0)
        // 30 were counted. They fade to 10 two thirds into the next window, at 16.666666666… s, and below 10 in the nanosecond after.
        let admission = Self.start + TimeSpan(nanoseconds: 16_666_666_667)
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(5)) == Standing(
            limit: 10, remaining: -20, reset: Self.start + Self.window, wait: TimeSpan(nanoseconds: 11_666_666_667)))
        #expect(limiter.standing(of: "a", at: admission - .nanosecond).remaining == 0)
        #expect(limiter.decide("a", cost: 1, at: admission)
            == Decision(admitted: true, standing: Standing(limit: 10, remaining: 0, reset: Self.start + Self.window * 2,
                                                           wait: TimeSpan(nanoseconds: 333_333_334))))
        // One more is turned away, so 2 are what fades in the window after: half of them is 1.
        #expect(limiter.admitted(1, of: "a", at: admission) == 0)
        #expect(limiter.standing(of: "a", at: Self.start + .seconds(25)).remaining == 9)
    }

    @Test("a client that tries on at twice the rate is never admitted again where that counts, and half the time where it does not")
    func keepsTrying() {
        for countsRejected in [true, false] {
            var limiter = Self.counter(countsRejected: countsRejected)
            #expect(limiter.admitted(20, of: "a", at: Self.start) == 10)
            // From the second window on, a steady 20 in each.
            let admitted = (0..<400).map { Self.start + .milliseconds(500 * $0) }.filter { limiter.decide("a", cost: 1, at: $0).admitted }
            if countsRejected {
                #expect(admitted.isEmpty)
            } else {
                #expect((180...200).contains(admitted.count), "\(admitted.count) of 400")
            }
        }
    }

    @Test("its `wait` is exact, however it is anchored and whatever it counts", arguments: UInt64(0)..<30)
    func waitIsExact(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        for anchoring in [SlidingCounter.Anchoring.epoch, .firstRequest] {
            for countsRejected in [false, true] {
                var limiter = SlidingCounter(quota: traffic.quota, window: traffic.window, anchoring: anchoring,
                                             countsRejected: countsRejected)
                #expect(limiter.exactWaits(in: traffic) > 0, "\(anchoring), counts rejected: \(countsRejected)")
            }
        }
    }
}
