package import Conformance
package import LoadEngine
package import Timeline

/// The whole run in order: keys apart or not, measured load, then every other experiment in parallel on keys of its own, then what
/// concerns every key.
///
///     isolation ─▶ load phases ─▶ ┬ key a: steady                                ─▶ restart, outage
///                                 ├ key b: sequential · rest · imports
///                                 └ …                     (fewer keys: more of them one after the other)
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
        /// How many nodes the target has addresses for.
        package var nodes: Int
        /// What can be done to the target from outside.
        package var hooks: Set<Hook>
        /// Windows in which a race shall be provoked, at least.
        package var raceWindows: Int
        /// What random arrivals and mixes start from.
        package var seed: UInt64 = 1

        package init(
            contract: Contract, loads: [LoadPhase], experiments: Set<ExperimentID>, keys: Int, keysAreFresh: Bool, inFlight: Int = 64,
            nodes: Int = 1, hooks: Set<Hook> = [], raceWindows: Int = 0
        ) {
            self.contract = contract
            self.loads = loads
            self.experiments = experiments
            self.keys = keys
            self.keysAreFresh = keysAreFresh
            self.inFlight = inFlight
            self.nodes = nodes
            self.hooks = hooks
            self.raceWindows = raceWindows
        }
    }

    let settings: Settings
    let isolation: Isolation?
    let loadKeys: [Int]
    let tracks: [Track]
    let disturbances: Disturbances?
    /// In the place of all tracks, where the contract is open.
    let discovery: Discovery?
    /// In the order in which attempts name them by index.
    package let phases: [PhaseRecord]

    package init(_ settings: Settings) {
        discovery = settings.contract.isOpen ? Discovery(keys: Array(0..<min(3, settings.keys))) : nil
        var settings = settings
        if discovery != nil { settings.experiments = [] }
        self.settings = settings
        isolation = settings.experiments.contains(.isolation) && settings.keys >= 2 ? Isolation(drained: 1) : nil
        // The two keys of the isolation experiment are spent; the load goes over them where enough others are left.
        let spare = settings.keys >= 6 && !settings.experiments.isEmpty
        loadKeys = spare ? [0, 1] : Array(0..<settings.keys)
        let spent = isolation == nil ? 0 : 2
        let loaded = settings.loads.map { min($0.keys ?? .max, $0.keys == nil && spare ? 2 : settings.keys) }.max() ?? 0
        let isUsedBefore = (0..<settings.keys).map { !settings.keysAreFresh || $0 < max(spent, loaded) }
        tracks = Packing(settings, isUsedBefore).tracks
        let wanted = settings.experiments
        let hooks = settings.hooks.filter { $0 == .restart ? wanted.contains(.restart) : wanted.contains(.outage) }
        disturbances = hooks.isEmpty ? nil : Disturbances(hooks: hooks)
        phases = settings.loads.map { PhaseRecord(name: $0.name, kind: .load, recorded: $0.recorded) }
            + ExperimentID.allCases.map { PhaseRecord(name: $0.rawValue, kind: .experiment) }
    }

    /// Load phases whose attempts are not kept.
    var summedPhases: Set<Int> { Set(settings.loads.indices.filter { !settings.loads[$0].keepsAttempts }) }

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
            try await LoadDriver(driver, keys: keys(of: load), seed: settings.seed &+ UInt64(index)).run(load, phase: index)
        }
        if let discovery {
            progress("discovery")
            try await discovery.run(driver, inFlight: settings.inFlight, most: settings.contract) { phase($0) }
        }
        if !tracks.isEmpty { progress("experiments") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for track in tracks { group.addTask { try await run(track, driver) } }
            try await group.waitForAll()
        }
        if let disturbances {
            progress("disturbances")
            try await disturbances.run(lab(driver, key: 0, .restart)) { phase($0) }
        }
    }

    private func run(_ track: Track, _ driver: Driver) async throws {
        for step in track.steps {
            let lab = lab(driver, key: track.key, step.experiment.id)
            if step.restsFirst { try await lab.settle() }
            try await step.experiment.run(lab)
        }
    }

    /// The keys that a load phase goes over, by index.
    func keys(of load: LoadPhase) -> [Int] { load.keys.map { Array(0..<min($0, settings.keys)) } ?? loadKeys }

    private func phase(_ experiment: ExperimentID) -> Int {
        settings.loads.count + (ExperimentID.allCases.firstIndex(of: experiment) ?? 0)
    }

    private func lab(_ driver: Driver, key: Int, _ experiment: ExperimentID) -> Lab {
        Lab(driver: driver, contract: settings.contract, key: key, phase: phase(experiment), inFlight: settings.inFlight)
    }
}
