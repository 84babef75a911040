import Limiters
import Testing
import Timeline

/// Goal: what counts is how many requests are under way at once. Method: places taken and given back by hand; then random arrivals and
/// departures against a plain count.
@Suite struct ConcurrencyLimitTests {
    static let start = WallInstant(nanoseconds: 1_764_000_000_000_000_003)

    @Test("a release frees a place at once")
    func release() {
        var limiter = ConcurrencyLimit(limit: 3)
        #expect(limiter.admitted(5, of: "a", at: Self.start) == 3)
        #expect(limiter.standing(of: "a", at: Self.start)
            == Standing(limit: 3, remaining: 0, reset: Self.start + .nanosecond, wait: .nanosecond))
        #expect(!limiter.admits("a", at: Self.start + .seconds(86_400)), "time alone frees nothing")
        limiter.release("a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start) == Standing(limit: 3, remaining: 1, reset: Self.start, wait: .zero))
        #expect(limiter.admitted(5, of: "a", at: Self.start) == 1)
    }

    @Test("one by one, nothing is ever limited")
    func oneByOne() {
        var limiter = ConcurrencyLimit(limit: 2)
        for _ in 0..<1_000 {
            #expect(limiter.decide("a", cost: 1, at: Self.start).admitted)
            limiter.release("a", at: Self.start)
        }
        #expect(limiter.standing(of: "a", at: Self.start).remaining == 2)
    }

    @Test("a request takes one place whatever it costs, none if it costs nothing, and no release gives back more than was taken")
    func balance() {
        var limiter = ConcurrencyLimit(limit: 3)
        limiter.release("a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start).remaining == 3)
        limiter.charge(0, to: "a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start).remaining == 3)
        limiter.charge(2, to: "a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start).remaining == 2)
        #expect(limiter.standing(of: "b", at: Self.start).remaining == 3)
        limiter.release("b", at: Self.start)
        limiter.release("a", at: Self.start)
        limiter.release("a", at: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start).remaining == 3)
    }

    @Test("never more than the limit are under way", arguments: UInt64(0)..<20)
    func neverMoreThanTheLimit(seed: UInt64) {
        var walk = SeededRandom(seed: seed)
        let limit = Int.random(in: 1...8, using: &walk)
        var limiter = ConcurrencyLimit(limit: limit)
        var (underWay, most, rejected) = (0, 0, 0)
        for _ in 0..<500 {
            if underWay > 0, Bool.random(using: &walk) {
                limiter.release("a", at: Self.start)
                underWay -= 1
            } else if limiter.decide("a", cost: 1, at: Self.start).admitted {
                underWay += 1
            } else {
                rejected += 1
                #expect(underWay == limit)
            }
            most = max(most, underWay)
            #expect(limiter.standing(of: "a", at: Self.start).remaining == limit - underWay)
        }
        #expect(most == limit && rejected > 0)
    }

    @Test("of the quota, a tenth can be under way, and never fewer than two", arguments: [(1, 2), (20, 2), (29, 2), (30, 3), (100, 10)])
    func limit(quota: Int, limit: Int) {
        let limiter = Algorithm.concurrency.limiter(quota: quota, window: .seconds(60), started: Self.start)
        #expect(limiter.standing(of: "a", at: Self.start).limit == limit)
    }
}
