import Limiters
import Testing
import Timeline

/// A quota and a window drawn from a seed, and instants at which requests come: in bursts, one by one, and after long rests.
struct Traffic {
    let quota: Int
    let window: TimeSpan
    let instants: [WallInstant]

    static let started = WallInstant(nanoseconds: 1_764_000_000_123_456_789)

    init(seed: UInt64, requests: Int = 300) {
        var walk = SeededRandom(seed: seed)
        quota = Int.random(in: 1...12, using: &walk)
        window = .milliseconds(Int.random(in: 1_000...60_000, using: &walk))
        var now = Self.started
        var instants: [WallInstant] = []
        for request in 0..<requests {
            // The first burst meets every limit; after it, bursts, a steady stream and long rests take turns.
            let longest: Int64 = switch request < 20 ? 0 : Int.random(in: 0..<20, using: &walk) {
            case 0..<10: 0
            case 10..<19: 2 * window.nanoseconds / Int64(quota)
            default: 2 * window.nanoseconds
            }
            now = now + TimeSpan(nanoseconds: Int64.random(in: 0...longest, using: &walk))
            instants.append(now)
        }
        self.instants = instants
    }
}

extension Limiter {
    /// Whether a request would be admitted, without making it.
    func admits(_ key: String, at now: WallInstant) -> Bool { standing(of: key, at: now).remaining >= 1 }

    /// Makes `count` requests at one instant and gives how many were admitted.
    mutating func admitted(_ count: Int, of key: String, at now: WallInstant) -> Int {
        var admitted = 0
        for _ in 0..<count where decide(key, cost: 1, at: now).admitted { admitted += 1 }
        return admitted
    }

    /// How many refusals of some traffic were told exactly how long to wait: a request is admitted at the promised instant, and not a
    /// nanosecond before it. Ends at the first that was not, with an issue.
    mutating func exactWaits(in traffic: Traffic) -> Int {
        var exact = 0
        for now in traffic.instants {
            let decision = decide("a", cost: 1, at: now)
            guard !decision.admitted else { continue }
            let promised = now + decision.standing.wait
            guard promised > now, admits("a", at: promised), !admits("a", at: promised - .nanosecond) else {
                Issue.record("quota \(traffic.quota), window \(traffic.window): told to wait \(decision.standing.wait)")
                return exact
            }
            exact += 1
        }
        return exact
    }

    /// The instants of some traffic at which a request was admitted.
    mutating func admitted(_ traffic: Traffic) -> [WallInstant] {
        traffic.instants.filter { decide("a", cost: 1, at: $0).admitted }
    }
}

extension [WallInstant] {
    /// The most of these instants, which are in order, that one stretch of this length holds without its last nanosecond.
    func peak(in length: TimeSpan) -> Int {
        var (peak, first) = (0, startIndex)
        for (index, instant) in enumerated() {
            while instant - self[first] >= length { first += 1 }
            peak = Swift.max(peak, index - first + 1)
        }
        return peak
    }
}

extension TimeSpan {
    static let nanosecond = TimeSpan(nanoseconds: 1)
}
