import Limiters
import Testing
import Timeline

/// Goal: requests leave one each window ÷ quota, and a quota of them can wait. Method: a burst whose delays are known by hand, places
/// looked at one nanosecond around the instant they are free; and a count of admissions and departures over random traffic.
@Suite struct LeakyQueueTests {
    static let window = TimeSpan.seconds(60)
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)
    static let full = Standing(limit: 6, remaining: 0, reset: start + .seconds(60), wait: .seconds(10))

    private static func burst() -> LeakyQueue {
        var limiter = LeakyQueue(quota: 6, window: window)
        let admitted = limiter.admitted(20, of: "a", at: start)
        #expect(admitted == 7, "one is served at once, six wait")
        return limiter
    }

    @Test("the delay is linear in the position, and what finds the queue full is rejected")
    func linear() {
        var limiter = LeakyQueue(quota: 6, window: Self.window)
        #expect(limiter.delay(of: "a", at: Self.start) == .zero)
        for position in 0...6 {
            let decision = limiter.decide("a", cost: 1, at: Self.start)
            #expect(decision.admitted)
            #expect(decision.standing.remaining == 6 - position)
            #expect(limiter.delay(of: "a", at: Self.start) == .seconds(10 * position))
        }
        #expect(limiter.decide("a", cost: 1, at: Self.start) == Decision(admitted: false, standing: Self.full))
        #expect(limiter.delay(of: "a", at: Self.start) == .seconds(60), "a rejected request waits for nothing")
        #expect(limiter.delay(of: "b", at: Self.start) == .zero)
    }

    @Test("a place is free exactly as the next request leaves")
    func places() {
        var limiter = Self.burst()
        for step in 1...12 {
            let leaves = Self.start + .seconds(10 * step)
            #expect(limiter.standing(of: "a", at: leaves - .nanosecond).remaining == 0)
            #expect(limiter.standing(of: "a", at: leaves - .nanosecond).wait == .nanosecond)
            #expect(limiter.admitted(3, of: "a", at: leaves) == 1)
            #expect(limiter.delay(of: "a", at: leaves) == Self.window)
        }
    }

    @Test("the reset is when the last one leaves; an empty queue has nothing to wait for, but keeps the distance")
    func empties() {
        var limiter = Self.burst()
        let last = Self.start + Self.window
        #expect(limiter.standing(of: "a", at: last - .nanosecond)
            == Standing(limit: 6, remaining: 5, reset: last, wait: .zero))
        #expect(limiter.standing(of: "a", at: last) == Standing(limit: 6, remaining: 6, reset: last, wait: .zero))
        // Four seconds after the last one left, the next is held back for the other six.
        let now = last + .seconds(4)
        #expect(limiter.admitted(1, of: "a", at: now) == 1)
        #expect(limiter.delay(of: "a", at: now) == .seconds(6))
        #expect(limiter.delay(of: "a", at: now + .seconds(6)) == .zero)
        #expect(limiter.admitted(1, of: "a", at: now + .seconds(16)) == 1)
        #expect(limiter.delay(of: "a", at: now + .seconds(16)) == .zero)
    }

    @Test("what costs nothing takes no place, and charges beyond the queue wait all the same")
    func charges() {
        var limiter = Self.burst()
        limiter.charge(0, to: "a", at: Self.start)
        limiter.charge(0, to: "b", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start) == Self.full)
        #expect(limiter.standing(of: "b", at: Self.start) == LeakyQueue(quota: 6, window: Self.window).standing(of: "b", at: Self.start))
        limiter.charge(2, to: "a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start)
            == Standing(limit: 6, remaining: -2, reset: Self.start + .seconds(80), wait: .seconds(30)))
    }

    @Test("no window sees more than a quota leave, nor more than two be admitted", arguments: UInt64(0)..<20)
    func bounds(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = LeakyQueue(quota: traffic.quota, window: traffic.window)
        let admitted = limiter.admitted(traffic)
        var replay = LeakyQueue(quota: traffic.quota, window: traffic.window)
        let departures = admitted.map { now in
            replay.charge(1, to: "a", at: now)
            return now + replay.delay(of: "a", at: now)
        }
        #expect(departures == departures.sorted())
        #expect(departures.peak(in: traffic.window) <= traffic.quota)
        #expect(departures.peak(in: traffic.window / traffic.quota) == 1)
        #expect((traffic.quota + 1...traffic.quota * 2).contains(admitted.peak(in: traffic.window)))
    }
}
