import Limiters
import Testing
import Timeline

/// Goal: whole tokens come as whole seconds begin. Method: refills worked out by hand, looked at one nanosecond around the second; and a
/// count over random traffic.
@Suite struct DiscreteTokenBucketTests {
    static let second = WallInstant(epochSeconds: 1_764_000_000)
    static let now = second + .milliseconds(700)

    @Test("a token comes as the second begins, counted from the second of the request and not from the request")
    func turnOfTheSecond() {
        var limiter = DiscreteTokenBucket(quota: 6, window: .seconds(60))
        #expect(limiter.admitted(10, of: "a", at: Self.now) == 6)
        #expect(limiter.standing(of: "a", at: Self.now)
            == Standing(limit: 6, remaining: 0, reset: Self.second + .seconds(60), wait: .milliseconds(9_300)))
        for step in 1...12 {
            let due = Self.second + .seconds(10 * step)
            #expect(limiter.standing(of: "a", at: due - .nanosecond).remaining == 0)
            #expect(limiter.standing(of: "a", at: due - .nanosecond).wait == .nanosecond)
            #expect(limiter.admitted(3, of: "a", at: due + .milliseconds(999)) == 1)
        }
    }

    @Test("a refill gives whole tokens, and what is left over is lost")
    func fractionsAreLost() {
        var limiter = DiscreteTokenBucket(quota: 5, window: .seconds(2))
        #expect(limiter.admitted(9, of: "a", at: Self.now) == 5)
        // 2.5 tokens a second: 2 after one, 5 after two, as long as none is taken.
        #expect(limiter.standing(of: "a", at: Self.second + .seconds(1)).remaining == 2)
        #expect(limiter.standing(of: "a", at: Self.second + .seconds(2)).remaining == 5)
        #expect(limiter.admitted(9, of: "a", at: Self.second + .seconds(1)) == 2)
        // The half that was over is gone, so another second gives 2 and not 3.
        #expect(limiter.admitted(9, of: "a", at: Self.second + .seconds(2)) == 2)
    }

    @Test("a refill that gives nothing leaves its second to the next")
    func secondsAreKept() {
        var limiter = DiscreteTokenBucket(quota: 2, window: .seconds(3))
        #expect(limiter.admitted(1, of: "a", at: Self.second) == 1)
        // Two thirds of a token: nothing comes, and the last one goes.
        #expect(limiter.admitted(2, of: "a", at: Self.second + .seconds(1)) == 1)
        // Four thirds since the first request.
        #expect(!limiter.admits("a", at: Self.second + .seconds(2) - .nanosecond))
        #expect(limiter.admitted(2, of: "a", at: Self.second + .seconds(2)) == 1)
    }

    @Test("a rest never saves up more than the quota, and keys are apart")
    func neverMoreThanFull() {
        var limiter = DiscreteTokenBucket(quota: 6, window: .seconds(60))
        #expect(limiter.admitted(9, of: "a", at: Self.now) == 6)
        #expect(limiter.standing(of: "a", at: Self.second + .seconds(60) - .nanosecond).remaining == 5)
        let muchLater = Self.now + .seconds(6_000)
        #expect(limiter.standing(of: "a", at: muchLater) == Standing(limit: 6, remaining: 6, reset: muchLater, wait: .zero))
        #expect(limiter.admitted(20, of: "a", at: muchLater) == 6)
        #expect(limiter.admitted(20, of: "b", at: Self.now) == 6)
    }

    @Test("charged beyond the quota, it waits for what was taken too much; what costs nothing refills nothing")
    func overcharged() {
        var limiter = DiscreteTokenBucket(quota: 5, window: .seconds(2))
        limiter.charge(9, to: "a", at: Self.second)
        // From -4, 5 tokens to the first come in two seconds and 9 to a full bucket in 3.6.
        #expect(limiter.standing(of: "a", at: Self.second)
            == Standing(limit: 5, remaining: -4, reset: Self.second + .seconds(4), wait: .seconds(2)))
        limiter.charge(0, to: "a", at: Self.second + .seconds(1))
        #expect(limiter.standing(of: "a", at: Self.second + .seconds(1))
            == Standing(limit: 5, remaining: -2, reset: Self.second + .seconds(4), wait: .seconds(1)))
        #expect(limiter.standing(of: "a", at: Self.second + .seconds(2)).remaining == 1)
    }

    @Test("it gives no more than a full bucket and what the seconds of the window refill", arguments: UInt64(0)..<20)
    func bound(seed: UInt64) {
        let traffic = Traffic(seed: seed)
        var limiter = DiscreteTokenBucket(quota: traffic.quota, window: traffic.window)
        // A window of 1.5 s can see two seconds begin.
        let seconds = TimeSpan.seconds(traffic.window.secondsRoundedUp)
        let refill = -Int((-seconds * traffic.quota).nanoseconds.flooredDivision(by: traffic.window.nanoseconds))
        let peak = limiter.admitted(traffic).peak(in: traffic.window)
        #expect((traffic.quota...traffic.quota + refill).contains(peak))
    }
}
