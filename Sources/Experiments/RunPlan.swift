package import Conformance
package import LoadEngine
package import Timeline

/// The whole run in order: a knock, keys apart or not, measured load, then every other experiment in parallel on keys of its own, then
/// what concerns every key.
///
///     knock ─▶ isolation ─▶ load phases ─▶ ┬ key a: steady                         ─▶ restart, outage
///                                          ├ key b: sequential · rest · imports
///                                          └ …               (fewer keys: more of them one after the other)
package struct RunPlan: Sendable {
    package struct Settings: Sendable {
        package var contract: Contract
        package var loads: [LoadPhase]
        package var experiments: Set<ExperimentID>
        package var keys: Int
        /// True where the keys were made for this run.
        package var keysAreFresh: Bool
        /// True where given keys are this run's alone: after a rest at the start they are as good as fresh.
        package var keysAreExclusive = false
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
        /// What a response takes: an assumption at first, and what was seen once the target was asked.
        package var roundTrip: TimeSpan

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
            roundTrip = contract.assumedRoundTrip
        }
    }

    let settings: Settings
    /// The keys that the target lets in, by their place among all.
    let usable: [Int]
    let knock: Knock
    let isolation: Isolation?
    let loadKeys: [Int]
    let tracks: [Track]
    let disturbances: Disturbances?
    /// In the place of all tracks, where the contract is open.
    let discovery: Discovery?
    /// In the order in which attempts name them by index.
    package let phases: [PhaseRecord]

    package init(_ settings: Settings) { self.init(settings, usable: Array(0..<settings.keys)) }

    private init(_ settings: Settings, usable: [Int]) {
        var settings = settings
        settings.keys = usable.count
        self.usable = usable
        discovery = settings.contract.isOpen
            ? Discovery(keys: Array(0..<min(settings.contract.sharesOneCount ? 1 : 3, settings.keys)), isKnockedAt: !settings.keysAreFresh || settings.keys == 1) : nil
        if discovery != nil { settings.experiments = [] }
        // Without another route there is nothing to hold against the ordinary one.
        if !settings.contract.isLeads, settings.contract.routes.isEmpty { settings.experiments.remove(.imports) }
        // What windows give back, the other experiments show.
        if settings.contract.promisesWindows { settings.experiments.subtract([.pauses, .pace]) }
        self.settings = settings
        let wanted = settings.experiments
        // It spends what two keys have, so it takes the last: load goes over the first.
        let isolation = wanted.contains(.isolation) && settings.keys >= 2
            ? Isolation(drained: settings.keys - 1, isUnderWay: settings.keysAreFresh) : nil
        self.isolation = isolation
        let watcher = settings.keys - (isolation == nil ? 1 : 2)
        // A watcher that may send a single request needs it afterwards.
        let knocked = settings.contract.quota == 1 ? isolation?.drained ?? watcher : watcher
        knock = Knock(keys: settings.keysAreFresh ? [knocked] : Array(0..<settings.keys))
        loadKeys = Self.loadKeys(settings, isIsolated: isolation != nil)
        let loaded = Self.loaded(settings, loadKeys)
        // Keys that draw on one count are one key to whoever uses it up.
        let isShared = settings.contract.sharesOneCount
        let states = (0..<(isShared ? min(1, settings.keys) : settings.keys)).map { [settings] key -> KeyState in
            if Self.restsBeforeTracks(settings) { return .rested(used: 0) }
            if loaded.contains(key) || isolation?.drained == key || isShared && isolation != nil { return .spent }
            // The knock of a made-up key, and what isolation watched with.
            let isKnown = settings.keysAreFresh || isolation != nil
            return .rested(used: isKnown && key == watcher ? (isolation == nil ? 1 : 5) : 0)
        }
        tracks = Packing(settings, states).tracks
        let hooks = settings.hooks.filter { $0 == .restart ? wanted.contains(.restart) : wanted.contains(.outage) }
        disturbances = hooks.isEmpty ? nil : Disturbances(hooks: hooks)
        phases = settings.loads.map { PhaseRecord(name: $0.name, kind: .load, recorded: $0.recorded) }
            + ExperimentID.allCases.map { PhaseRecord(name: $0.rawValue, kind: .experiment) }
    }

    /// Load goes over keys of its own where enough others are left, and never over those that isolation spends where it can be helped.
    private static func loadKeys(_ settings: Settings, isIsolated: Bool) -> [Int] {
        if settings.experiments.isEmpty { return Array(0..<settings.keys) }
        if settings.keys >= keysForLoadAlone { return [0, 1] }
        return Array(0..<(isIsolated && settings.keys > 2 ? settings.keys - 2 : settings.keys))
    }

    private static func loaded(_ settings: Settings, _ usual: [Int]) -> Set<Int> {
        Set(settings.loads.flatMap { load in load.namedKeys(of: settings.keys) ?? usual })
    }

    /// Load phases whose attempts are not kept.
    var summedPhases: Set<Int> { Set(settings.loads.indices.filter { !settings.loads[$0].keepsAttempts }) }

    // MARK: Rests

    /// True where a window passes first, in which whatever others used before falls away.
    var restsAtFirst: Bool { settings.keysAreExclusive && !settings.keysAreFresh && !settings.experiments.isEmpty }

    /// True where load would find keys that isolation has just spent.
    var restsBeforeLoad: Bool {
        guard let isolation, !settings.loads.isEmpty else { return false }
        return settings.contract.sharesOneCount || Self.loaded(settings, loadKeys).contains { $0 >= isolation.drained - 1 }
    }

    /// True where others may use the keys, or load used all of them: whatever was used falls away before the tracks begin.
    private static func restsBeforeTracks(_ settings: Settings) -> Bool {
        let isOthers = !settings.keysAreFresh && !settings.keysAreExclusive
        let hasOwnKeys = settings.keys >= keysForLoadAlone && !settings.contract.sharesOneCount
        return !settings.experiments.isEmpty && (isOthers || !settings.loads.isEmpty && !hasOwnKeys)
    }

    /// From so many keys on, load has keys of its own.
    private static let keysForLoadAlone = 6
    var restsBeforeTracks: Bool { Self.restsBeforeTracks(settings) && !tracks.isEmpty }

    // MARK: The run

    /// Runs everything; `progress` is told the name of what begins.
    ///
    /// Throws: what ends a run early, see `Driver.Stop` and `TurnedAway`; everything sent until then has been recorded.
    package func run(_ driver: Driver, progress: @escaping @Sendable (String) -> Void) async throws {
        progress("knock")
        let answer = try await knocked(driver)
        for (key, status) in answer.refused.sorted(by: { $0.key < $1.key }) {
            progress("key \(key + 1) (\(driver.keys[key])) is refused with \(status); going on without it")
        }
        var settings = settings
        settings.roundTrip = max(settings.roundTrip, min(answer.roundTrip ?? .zero, slowestRoundTrip))
        // A plan for what the target is like, and for the keys that it lets in.
        try await RunPlan(settings, usable: usable.filter { answer.refused[$0] == nil }).runAfterKnock(driver, progress)
    }

    private func knocked(_ driver: Driver) async throws -> Knock.Answer {
        let asIsolation = isolation != nil && settings.keysAreFresh
        let lab = lab(driver, key: 0, asIsolation ? .isolation : .knock, Allowance(requests: knock.most, until: .distantFuture))
        return try await Knock(keys: knock.keys.map { usable[$0] }).run(lab)
    }

    private func runAfterKnock(_ driver: Driver, _ progress: @escaping @Sendable (String) -> Void) async throws {
        if restsAtFirst { try await rest(driver, progress) }
        if let isolation {
            progress("isolation")
            var one = isolation
            one.drained = usable[isolation.drained]
            try await allowed { [one] in
                try await one.run(lab(driver, key: usable[isolation.drained - 1], .isolation, allowance(one, driver)))
            }
        }
        if restsBeforeLoad { try await rest(driver, progress) }
        for (index, load) in settings.loads.enumerated() {
            progress(load.name)
            try await LoadDriver(driver, keys: keys(of: load).map { usable[$0] }, seed: settings.seed &+ UInt64(index)).run(load, phase: index)
        }
        if let discovery {
            progress("discovery")
            try await discover(discovery, driver)
        }
        if restsBeforeTracks { try await rest(driver, progress) }
        if !tracks.isEmpty { progress("experiments") }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for track in tracks { group.addTask { try await run(track, driver) } }
            try await group.waitForAll()
        }
        if let disturbances {
            progress("disturbances")
            try await allowed {
                try await disturbances.run(driver, settings.contract) { experiment, requests, trips in
                    // Hooks take as long as they take, so each part has its own time.
                    let allowance = Allowance(requests: requests, until: driver.now + settings.roundTrip * trips)
                    return lab(driver, key: usable[0], experiment, allowance)
                }
            }
        }
    }

    private func rest(_ driver: Driver, _ progress: @Sendable (String) -> Void) async throws {
        progress("rest")
        try await driver.clock.sleep(until: driver.now + settings.contract.polled(1))
    }

    private func discover(_ discovery: Discovery, _ driver: Driver) async throws {
        let estimate = discovery.estimate(settings.contract)
        let allowance = Allowance(requests: estimate.requests, until: driver.now + estimate.time(settings.roundTrip))
        var mapped = discovery
        mapped.keys = discovery.keys.map { usable[$0] }
        try await allowed { [mapped] in
            try await mapped.run(lab(driver, key: mapped.keys[0], .discovery, allowance)) { phase($0) }
        }
    }

    /// One step after the other, each until its part of the time that was told is over.
    private func run(_ track: Track, _ driver: Driver) async throws {
        var end = driver.now
        for step in track.steps {
            let estimate = step.experiment.estimate(settings.contract)
            if step.restsFirst {
                try await driver.clock.sleep(until: driver.now + settings.contract.polled(1))
                end = end + settings.contract.polled(1)
            }
            end = end + estimate.time(settings.roundTrip)
            let lab = lab(driver, key: usable[track.key], step.experiment.id, Allowance(requests: estimate.requests, until: end))
            try await allowed { try await step.experiment.run(lab) }
        }
    }

    /// An experiment that has used up its allowance is over; what it saw by then is all that it shows.
    private func allowed(_ body: () async throws -> Void) async throws {
        do { try await body() } catch is Allowance.Spent {}
    }

    private func allowance(_ experiment: any Experiment, _ driver: Driver) -> Allowance {
        let estimate = experiment.estimate(settings.contract)
        return Allowance(requests: estimate.requests, until: driver.now + estimate.time(settings.roundTrip))
    }

    /// The keys that a load phase goes over, by index.
    func keys(of load: LoadPhase) -> [Int] { load.namedKeys(of: settings.keys) ?? loadKeys }

    private func phase(_ experiment: ExperimentID) -> Int {
        settings.loads.count + (ExperimentID.allCases.firstIndex(of: experiment) ?? 0)
    }

    private func lab(_ driver: Driver, key: Int, _ experiment: ExperimentID, _ allowance: Allowance) -> Lab {
        Lab(driver: driver, contract: settings.contract, key: key, phase: phase(experiment), inFlight: settings.inFlight, allowance: allowance)
    }
}
