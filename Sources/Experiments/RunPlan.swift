package import Conformance
package import LoadEngine
package import Timeline

/// The whole run in order: keys apart or not, measured load, then every other experiment in parallel on keys of its own.
///
///     isolation ─▶ load phases ─▶ ┬ key a: sequential
///                                 ├ key b: concurrent
///                                 ├ key c: promises
///                                 └ key d: refusals          (fewer keys: one after the other, a window apart)
package struct RunPlan: Sendable {
    package struct Settings: Sendable {
        package var contract: Contract
        package var loads: [LoadPhase]
        package var experiments: Set<ExperimentID>
        package var keys: Int
        /// True where the keys were made for this run.
        package var keysAreFresh: Bool
        /// The most requests of one experiment under way at once.
        package var inFlight: Int

        package init(
            contract: Contract, loads: [LoadPhase], experiments: Set<ExperimentID>, keys: Int, keysAreFresh: Bool, inFlight: Int = 64
        ) {
            self.contract = contract
            self.loads = loads
            self.experiments = experiments
            self.keys = keys
            self.keysAreFresh = keysAreFresh
            self.inFlight = inFlight
        }
    }

    /// What one key does, in order; a window passes between two experiments.
    struct Track: Sendable {
        var key: Int
        var experiments: [any Experiment]
        /// False where the key was used before.
        var isFresh: Bool
    }

    private let settings: Settings
    private let isolation: Isolation?
    private let loadKeys: [Int]
    private let tracks: [Track]
    /// In the order in which attempts name them by index.
    package let phases: [PhaseRecord]

    package init(_ settings: Settings) {
        self.settings = settings
        isolation = settings.experiments.contains(.isolation) && settings.keys >= 2 ? Isolation(drained: 1) : nil
        // The two keys of the isolation experiment are spent; the load goes over them where enough others are left.
        let spare = settings.keys >= 6
        loadKeys = spare ? [0, 1] : Array(0..<settings.keys)
        let usedBefore = isolation != nil || !settings.loads.isEmpty
        let free = spare && usedBefore ? Array(2..<settings.keys) : Array(0..<settings.keys)
        tracks = Self.assign(settings.experiments, to: free, fresh: settings.keysAreFresh && (spare || !usedBefore))
        phases = settings.loads.map { PhaseRecord(name: $0.name, kind: .load, recorded: $0.recorded) }
            + ExperimentID.allCases.map { PhaseRecord(name: $0.rawValue, kind: .experiment) }
    }

    /// More keys than this prove nothing more, and cost as much again.
    private static let mostTracks = 64

    /// Gives every experiment a key, and keys that are left over another concurrent burst or another spot of the window.
    private static func assign(_ wanted: Set<ExperimentID>, to keys: [Int], fresh: Bool) -> [Track] {
        var jobs: [any Experiment] = []
        if wanted.contains(.sequential) { jobs.append(SequentialDrain()) }
        if wanted.contains(.concurrent) { jobs.append(ConcurrentBurst()) }
        if wanted.contains(.promises) { jobs.append(PromiseKeeping(staggerPercent: 0)) }
        if wanted.contains(.refusals) { jobs.append(Refusals()) }
        var stagger = 0
        var delay = TimeSpan.zero
        while jobs.count < min(keys.count, mostTracks) {
            let before = jobs.count
            if wanted.contains(.promises) {
                stagger = (stagger + 37) % 100
                jobs.append(PromiseKeeping(staggerPercent: stagger))
            }
            if wanted.contains(.concurrent), jobs.count < min(keys.count, mostTracks) {
                delay = delay + .milliseconds(550)
                if delay >= .seconds(1) { delay = delay - .seconds(1) }
                jobs.append(ConcurrentBurst(delay: delay))
            }
            if jobs.count == before { break }
        }
        return keys.enumerated().compactMap { position, key in
            let own = stride(from: position, to: jobs.count, by: keys.count).map { jobs[$0] }
            return own.isEmpty ? nil : Track(key: key, experiments: own, isFresh: fresh)
        }
    }

    /// Runs everything; `progress` is told the name of what begins.
    ///
    /// Throws: what ends a run early, see `Driver.Stop`; everything sent until then has been recorded.
    package func run(_ driver: Driver, progress: @escaping @Sendable (String) -> Void) async throws {
        if let isolation {
            progress("isolation")
            try await isolation.run(lab(driver, key: 0, isolation.id))
        }
        for (index, load) in settings.loads.enumerated() {
            progress(load.name)
            try await LoadDriver(driver, keys: loadKeys).run(load, phase: index)
        }
        if !tracks.isEmpty { progress("experiments") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for track in tracks { group.addTask { try await run(track, driver) } }
            try await group.waitForAll()
        }
    }

    private func run(_ track: Track, _ driver: Driver) async throws {
        for (position, experiment) in track.experiments.enumerated() {
            let lab = lab(driver, key: track.key, experiment.id)
            if position > 0 || !track.isFresh { try await lab.settle() }
            try await experiment.run(lab)
        }
    }

    private func lab(_ driver: Driver, key: Int, _ experiment: ExperimentID) -> Lab {
        let phase = settings.loads.count + (ExperimentID.allCases.firstIndex(of: experiment) ?? 0)
        return Lab(driver: driver, contract: settings.contract, key: key, phase: phase, inFlight: settings.inFlight)
    }
}

extension RunPlan {
    /// One line of what `--dry-run` prints.
    package struct Line: Sendable {
        package var name: String
        package var keys: String
        package var requests: Int
        package var duration: TimeSpan
    }

    /// The schedule, and what it costs on a target that keeps the contract.
    package var schedule: [Line] {
        let contract = settings.contract
        var lines: [Line] = []
        if let isolation {
            lines.append(Line(name: isolation.id.rawValue, keys: "1, 2", requests: isolation.estimate(contract).requests, duration: .zero))
        }
        for load in settings.loads {
            let requests: Int? = if case .constant(let rate) = load.arrivals { rate.arrivals(in: load.duration) } else { nil }
            lines.append(Line(name: load.name, keys: loadKeys.map { String($0 + 1) }.joined(separator: ", "), requests: requests ?? 0,
                              duration: load.duration))
        }
        for track in tracks {
            for (position, experiment) in track.experiments.enumerated() {
                let estimate = experiment.estimate(contract)
                let wait = position > 0 || !track.isFresh ? contract.window : .zero
                lines.append(Line(name: experiment.id.rawValue, keys: String(track.key + 1), requests: estimate.requests,
                                  duration: estimate.duration + wait))
            }
        }
        return lines
    }

    /// How long the whole run takes at most, besides the time that responses take.
    package var duration: TimeSpan {
        let load = settings.loads.reduce(TimeSpan.zero) { $0 + $1.duration }
        let longest = tracks.map { track in
            track.experiments.enumerated().reduce(TimeSpan.zero) { sum, next in
                sum + next.element.estimate(settings.contract).duration
                    + (next.offset > 0 || !track.isFresh ? settings.contract.window : .zero)
            }
        }.max() ?? .zero
        return load + longest
    }
}
