package import Conformance
import LoadEngine
package import Timeline

extension RunPlan {
    /// One line of what `--dry-run` prints.
    package struct Line: Sendable {
        package var name: String
        package var keys: String
        /// At most; nothing for a closed load, which sends as fast as it is answered.
        package var requests: Int?
        /// When it begins, counted from the start of the run.
        package var start: TimeSpan
        package var duration: TimeSpan
    }

    /// The schedule: what is sent and how long it takes, at most, whatever the target does; where a response takes so long.
    package func schedule(_ roundTrip: TimeSpan) -> [Line] {
        let contract = settings.contract
        let rest = contract.polled(1)
        var lines: [Line] = []
        var now = TimeSpan.zero
        func add(_ name: String, _ keys: String, _ requests: Int?, _ duration: TimeSpan, at start: TimeSpan? = nil) {
            lines.append(Line(name: name, keys: keys, requests: requests, start: start ?? now, duration: duration))
            if start == nil { now = now + duration }
        }
        func addRest() { add("rest", "all", 0, rest) }
        add("knock", Self.shown(knock.keys), knock.most, Knock.longest + roundTrip * Knock.trips)
        if restsAtFirst { addRest() }
        if let isolation {
            let estimate = isolation.estimate(contract)
            add(isolation.id.rawValue, Self.shown([isolation.drained - 1, isolation.drained]), estimate.requests, estimate.time(roundTrip))
        }
        if restsBeforeLoad { addRest() }
        for load in settings.loads { add(load.name, Self.shown(keys(of: load)), most(of: load), load.duration) }
        if let discovery {
            let estimate = discovery.estimate(contract)
            add(ExperimentID.discovery.rawValue, Self.shown(discovery.keys), estimate.requests, estimate.time(roundTrip))
        }
        if restsBeforeTracks { addRest() }
        var end = now
        for track in tracks {
            var start = now
            for step in track.steps {
                if step.restsFirst { start = start + rest }
                let estimate = step.experiment.estimate(contract)
                add(step.experiment.id.rawValue, String(track.key + 1), estimate.requests, estimate.time(roundTrip), at: start)
                start = start + estimate.time(roundTrip)
            }
            end = max(end, start)
        }
        now = end
        if let disturbances {
            let estimate = disturbances.estimate(contract)
            add(disturbances.hooks.contains(.restart) ? "restart" : "outage", "1", estimate.requests, estimate.time(roundTrip))
        }
        return lines
    }

    /// The most that a load sends; nothing for a closed one, which sends as fast as it is answered.
    private func most(of load: LoadPhase) -> Int? {
        let arrivals = load.isRatePerKey ? load.arrivals.times(keys(of: load).count) : load.arrivals
        guard let count = arrivals.count(in: load.duration) else { return nil }
        // Random arrivals are counted on average: six standard deviations more do not happen.
        if case .poisson = arrivals { return count + Int(6 * Double(count).squareRoot()) + 6 }
        return count + 1
    }

    private static func shown(_ keys: [Int]) -> String {
        guard let first = keys.first, let last = keys.last, keys.count > 4 else { return keys.map { String($0 + 1) }.joined(separator: ", ") }
        return "\(first + 1) to \(last + 1)"
    }

    /// How long the whole run takes at most, where a response takes so long; besides what a last response, and hooks, may take.
    package func duration(_ roundTrip: TimeSpan) -> TimeSpan {
        schedule(roundTrip).map { $0.start + $0.duration }.max() ?? .zero
    }

    /// How long it takes at most where a response takes what it is taken to take.
    package var duration: TimeSpan { duration(settings.roundTrip) }

    /// The most requests, besides those of closed load.
    package var requests: Int { schedule(settings.roundTrip).reduce(0) { $0 + ($1.requests ?? 0) } }

    /// What a response is taken to take.
    package var roundTrip: TimeSpan { settings.roundTrip }
    /// The slowest response that the plan has time for.
    package var slowestRoundTrip: TimeSpan { max(settings.roundTrip, settings.contract.slowestRoundTrip) }
    /// True where the quota is raced for.
    package var races: Bool { settings.experiments.contains(.concurrent) }

    /// True where some load sends as fast as it is answered.
    package var hasClosedLoad: Bool { settings.loads.contains { $0.arrivals.count(in: $0.duration) == nil } }

    /// In-flight requests with which half of all pairs of a race are under way together: 1 − √½ of the quota, and a fifth more for those that
    /// do not start in time.
    package static func raceInFlight(_ contract: Contract) -> Int { Int((Double(contract.quota) * 0.35).rounded(.up)) + 1 }

    /// In-flight requests that let a whole window race at once, as far as a machine can hold connections.
    package static func usualInFlight(_ contract: Contract, most: Int) -> Int {
        max(1, min(most, contract.isOpen ? 64 : max(64, contract.quota)))
    }

    /// Windows in which the quota is raced for by requests that are all under way at once.
    package var raceWindows: Int {
        tracks.flatMap(\.steps).reduce(0) { count, step in
            guard let burst = step.experiment as? ConcurrentBurst else { return count }
            return count + (burst.isWideTwice ? 2 : 1)
        }
    }
}
