import Limiters
import Testing
import Timeline

/// Goal: nothing is refused, and what is beyond the quota comes later. Method: one key at instants of a window.
@Suite struct SlowDownTests {
    @Test("the quota comes at once, the rest later, and the next window begins anew")
    func delays() {
        var limiter = SlowDown(quota: 2, window: .seconds(4))
        var now = Traffic.started
        func delay() -> TimeSpan {
            limiter.charge(1, to: "a", at: now)
            return limiter.delay(of: "a", at: now)
        }
        #expect([delay(), delay(), delay(), delay()] == [.zero, .zero, .seconds(2), .seconds(2)])
        #expect(limiter.standing(of: "a", at: now).remaining == 1, "nothing is ever refused")
        #expect(limiter.delay(of: "b", at: now) == .zero)
        now = now + .seconds(4)
        #expect(delay() == .zero)
    }
}
