package import Conformance
package import Limiters
import LoadEngine
import Simulation
import Timeline

extension SimulatedRun {
    /// The limiters that keep a fixed-window contract.
    package static let anchorings = Algorithm.allCases.filter(\.isFixedWindow)

    /// A run against a sound limiter in which the network and the clocks do their worst; every circumstance follows from the seed.
    package static func hostile(_ algorithm: Algorithm, seed: UInt64) -> SimulatedRun {
        var random = SeededRandom(seed: seed, 77)
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.seed = seed
        run.quota = random.pick([1, 2, 3, 5, 10, 20])
        run.window = random.pick([.seconds(1), .milliseconds(1_500), .seconds(2), .seconds(3), .milliseconds(4_500), .seconds(60)])
        // A window that begins with a whole second and is no whole number of them long overlaps the next: no limiter of that kind is sound.
        if algorithm == .fixedWindowFirstSecond, run.window.nanoseconds % 1_000_000_000 != 0 { run.window = .seconds(run.window.secondsRoundedUp) }
        run.fresh = random.next(below: 4) != 0
        run.exclusive = seed % 3 == 0
        run.keys = random.pick([1, 2, 4, 8])
        run.rounding = random.pick([.up, .past])
        run.chargesRefused = random.next(below: 2) == 0
        run.skew = .milliseconds(Int(random.next(below: 600_000)) - 300_000)
        run.driftPPM = Int(random.next(below: 2_001)) - 1_000
        run.stalls = random.next(below: 2) == 0
        if random.next(below: 4) == 0, run.window < .seconds(10) {
            let rate = Rate(count: 50 + Int(random.next(below: 300)), per: .seconds(1))
            var load = LoadPhase(name: "load", arrivals: .constant(rate), duration: random.pick([run.window / 3, run.window * 2]), inFlight: 200, recorded: true)
            load.keepsAttempts = random.next(below: 2) == 0
            run.loads = [load]
        }
        let usual = random.pick([400, 40_000])
        run.network = NetworkModel(
            delay: .microseconds(20 + Int(random.next(below: UInt64(usual)))), jitter: .milliseconds(Int(random.next(below: 500))),
            tailShare: random.unit() * 0.2, loss: random.pick([0, 0.02]), work: .milliseconds(Int(random.next(below: 5))))
        run.misbehave(&random)
        run.network.manners = .drawn(seed, window: run.window)
        return run
    }

    /// What the server's clock, its Dates and our own machine do; of what happens once in a run, one thing at most.
    private mutating func misbehave(_ random: inout SeededRandom) {
        manners.dates = switch random.next(below: 6) {
        case 0, 1: .fresh
        case 2, 3: .everySecond(phase: .milliseconds(Int(random.next(below: 1_000))))
        case 4: .ticking(lag: .milliseconds(Int(random.next(below: 4_000))), workers: 1 + Int(random.next(below: 4)), .byConnection)
        default: .ticking(lag: .milliseconds(Int(random.next(below: 4_000))), workers: 1 + Int(random.next(below: 4)), .byRequest)
        }
        if random.next(below: 4) == 0 {
            manners.stops = OwnStops(cell: .milliseconds(500 + Int(random.next(below: 2_000))), most: .milliseconds(31 + Int(random.next(below: 370))), seed: seed)
        }
        let sometime = RunInstant.start + TimeSpan(nanoseconds: Int64(Double(window.nanoseconds) * (1 + 4 * random.unit())))
        let forward = random.next(below: 2) == 0
        let seconds = TimeSpan.milliseconds(2_500 + Int(random.next(below: 27_500)))
        switch random.next(below: 10) {
        case 0: manners.secondDate = forward ? seconds : -seconds
        case 1: ownSetting = forward ? seconds : -seconds
        case 2:
            // Where Dates are older than a second by themselves, nobody can tell.
            if case .ticking = manners.dates { manners.dates = .fresh }
            manners.settings = [ClockSetting(at: sometime, by: forward ? seconds : -seconds)]
        case 3 where quota >= 3:
            // For good, or for a while: raised again, it lets keys in before their windows end.
            let length = TimeSpan(nanoseconds: Int64(Double(window.nanoseconds) * (0.2 + 3 * random.unit())))
            manners.lowering = LoweredLimit(at: sometime, until: forward ? sometime + length : nil, by: max(1, quota / 4))
        default: break
        }
    }

    /// Checks that find what is really wrong in this run, though not with a sound limiter.
    package var deserved: Set<CheckID> {
        var deserved: Set<CheckID> = []
        if manners.secondDate != nil { deserved.insert("HDR-10") }
        if !manners.settings.isEmpty { deserved.insert("DST-02") }
        if manners.lowering != nil { deserved.insert("HDR-07") }
        return deserved
    }
}

extension SimulatedRun {
    /// A run against a sound limiter over an ordinary network: round trips of at most 50 ms at the 99th percentile.
    package static func ordinary(_ algorithm: Algorithm, seed: UInt64) -> SimulatedRun {
        var random = SeededRandom(seed: seed, 79)
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.seed = seed
        run.declaresOutage = true
        (run.quota, run.window) = random.pick([(100, .seconds(60)), (20, .seconds(3)), (20, .seconds(4)), (10, .seconds(5))])
        run.skew = .milliseconds(Int(random.next(below: 20_000)) - 10_000)
        run.driftPPM = Int(random.next(below: 41)) - 20
        run.network = NetworkModel(delay: .microseconds(50 + Int(random.next(below: 10_000))), jitter: .milliseconds(Int(random.next(below: 25))),
                                   work: .milliseconds(Int(random.next(below: 3))))
        return run
    }
}

extension SimulatedRun {
    /// A sound limiter whose keys somebody else uses too, more or less; `exclusive` where the profile says that nobody does.
    package static func shared(_ algorithm: Algorithm? = nil, seed: UInt64, exclusive: Bool = false) -> SimulatedRun {
        var random = SeededRandom(seed: seed, 78)
        let picked = random.pick(anchorings)
        var run = hostile(algorithm ?? picked, seed: seed)
        run.fresh = false
        run.quota = random.pick([5, 10, 20])
        run.foreignRequests = Int(random.next(below: 30))
        run.exclusive = exclusive
        return run
    }
}

extension SeededRandom {
    mutating func pick<Value>(_ values: [Value]) -> Value { values[Int(next(below: UInt64(values.count)))] }
}
