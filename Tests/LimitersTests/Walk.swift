import Limiters
import Timeline

/// Random steps that are the same on every machine (SplitMix64).
struct Walk: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }
}

/// A quota and a window drawn from a seed, and instants at which requests come: in bursts, one by one, and after long rests.
struct Traffic {
    let quota: Int
    let window: TimeSpan
    let instants: [WallInstant]

    static let started = WallInstant(nanoseconds: 1_764_000_000_123_456_789)

    init(seed: UInt64, requests: Int = 300) {
        var walk = Walk(seed: seed)
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
}

extension TimeSpan {
    static let nanosecond = TimeSpan(nanoseconds: 1)
}
