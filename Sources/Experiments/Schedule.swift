import Conformance
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

    /// The schedule, and what it costs on a target that keeps the contract.
    package var schedule: [Line] {
        let contract = settings.contract
        var lines: [Line] = []
        if let isolation {
            lines.append(Line(name: isolation.id.rawValue, keys: "1, 2", requests: isolation.estimate(contract).requests, start: .zero, duration: .zero))
        }
        var now = TimeSpan.zero
        for load in settings.loads {
            let requests = (load.isRatePerKey ? load.arrivals.times(keys(of: load).count) : load.arrivals).count(in: load.duration)
            lines.append(Line(name: load.name, keys: Self.shown(keys(of: load)), requests: requests,
                              start: now, duration: load.duration))
            now = now + load.duration
        }
        if let discovery {
            let estimate = discovery.estimate(contract)
            lines.append(Line(name: ExperimentID.discovery.rawValue, keys: discovery.keys.map { String($0 + 1) }.joined(separator: ", "),
                              requests: estimate.requests, start: now, duration: estimate.duration))
        }
        for track in tracks {
            var start = now
            for step in track.steps {
                if step.restsFirst { start = start + contract.longestWindow }
                let estimate = step.experiment.estimate(contract)
                lines.append(Line(name: step.experiment.id.rawValue, keys: String(track.key + 1), requests: estimate.requests,
                                  start: start, duration: estimate.duration))
                start = start + estimate.duration
            }
        }
        if let disturbances {
            lines.append(Line(name: disturbances.hooks.contains(.restart) ? "restart" : "outage", keys: "1",
                              requests: disturbances.estimate(contract).requests, start: duration, duration: .zero))
        }
        return lines
    }

    private static func shown(_ keys: [Int]) -> String {
        keys.count > 4 ? "1 to \(keys.count)" : keys.map { String($0 + 1) }.joined(separator: ", ")
    }

    /// How long the whole run takes at most, besides the time that responses take.
    package var duration: TimeSpan {
        settings.loads.reduce(TimeSpan.zero) { $0 + $1.duration } + (tracks.map(\.duration).max() ?? .zero)
            + (discovery?.estimate(settings.contract).duration ?? .zero)
    }

    /// Windows in which the quota is raced for by requests that are all under way at once.
    package var raceWindows: Int {
        tracks.flatMap(\.steps).reduce(0) { count, step in
            guard let burst = step.experiment as? ConcurrentBurst else { return count }
            return count + (burst.isWideTwice ? 2 : 1)
        }
    }
}
