package import Simulation
package import Timeline

extension NetworkManners {
    /// What the real world puts between us and a limiter, drawn from a seed: about half of the runs have none of it.
    package static func drawn(_ seed: UInt64, window: TimeSpan) -> NetworkManners {
        var random = SeededRandom(seed: seed, 0x6d61_6e6e)
        var manners = NetworkManners()
        guard random.next(below: 2) == 0 else { return manners }
        if random.next(below: 2) == 0 { manners.gatewayShare = 0.02 }
        manners.gatewaySkew = .milliseconds(Int(random.next(below: 20_000)) - 10_000)
        switch random.next(below: 4) {
        case 0: manners.resetShare = 0.05
        case 1: manners.closesAfter = 5 + Int(random.next(below: 50))
        case 2: manners.brownOut = .drawn(&random, window: window)
        default: break
        }
        if random.next(below: 4) == 0 { manners.turnedAwayShare = 0.05 }
        return manners
    }
}

extension NetworkManners.BrownOut {
    /// Once for some windows, or again in the same part of each window, which is where a limiter's refusals are too.
    fileprivate static func drawn(_ random: inout SeededRandom, window: TimeSpan) -> NetworkManners.BrownOut {
        let share = random.pick([0.3, 0.7, 1])
        if random.next(below: 2) == 0 {
            return NetworkManners.BrownOut(first: window * Int(random.next(below: 4)), length: window * 2, period: window * 1_000, share: share)
        }
        let (begin, length) = (window / (2 + Int(random.next(below: 8))), window / (2 + Int(random.next(below: 4))))
        return NetworkManners.BrownOut(first: begin, length: length, period: window, share: share)
    }
}
