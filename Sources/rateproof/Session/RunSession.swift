import Conformance
import Experiments
import HTTPTransport
import LeadsAPI
import LoadEngine
import Profiles
import ReferenceServer
import Simulation
import Timeline

/// One run, from a profile to a history: makes the world that the profile asks for and carries the plan out in it.
struct RunSession {
    private let request: RunRequest
    private let plan: RunPlan
    private let runID: String
    private let defects: [Defect]

    private var profile: Profile { request.profile }

    init(_ request: RunRequest) throws {
        self.request = request
        let profile = request.profile
        defects = try Defects.named(profile.target.limiter.defects)
        let needed = try Assessment.checks(profile).flatMap(\.experiments)
        plan = RunPlan(RunPlan.Settings(
            contract: profile.contract, loads: profile.load, experiments: Set(needed), keys: request.keys.count,
            keysAreFresh: request.keysAreFresh, inFlight: profile.inFlight))
        runID = profile.target.kind == .mock ? "seed\(profile.seed)" : RunID.make(WallClock.now)
    }

    /// What `--dry-run` prints.
    var schedule: String {
        let rows = plan.schedule.map { [$0.name, $0.keys, "\($0.requests)", $0.duration == .zero ? "–" : "\($0.duration)"] }
        let requests = plan.schedule.reduce(0) { $0 + $1.requests }
        return """
            \(profile.name): \(profile.contract.quota) per \(profile.contract.window) against \(profile.target.url?.description ?? profile.target.kind.rawValue)

            \(Terminal.table([["what", "keys", "requests ≤", "time ≤"]] + rows))

            at most \(requests) requests (the budget is \(profile.budget)) in about \(plan.duration) besides the time that responses take
            """
    }

    /// Runs and gives the history, with the signal that ended the run early, if one did.
    func record(showing display: Display) async throws -> (History, signal: Int?) {
        switch profile.target.kind {
        case .mock: try await mock()
        case .selfHosted: try await selfHosted(display)
        case .http: try await http(display)
        }
    }

    private var spelling: RequestSpelling { RequestSpelling(runID: runID, path: profile.target.url?.path ?? TargetURL.createPath) }

    private var service: LeadsService.Settings {
        LeadsService.Settings(quota: profile.contract.quota, window: profile.contract.window, algorithm: profile.target.limiter.algorithm)
    }

    private func recording(in world: any World) -> Recording {
        Recording(plan, in: world, Recording.Settings(
            keys: request.keys, budget: profile.budget, timeout: profile.target.timeout, connections: min(mostInFlight, 1_024)))
    }

    /// The most requests under way at once in any part of the run.
    private var mostInFlight: Int {
        let loads = profile.load.map { load in if case .closed(let workers) = load.arrivals { workers } else { load.inFlight } }
        return max(profile.inFlight, loads.max() ?? 0)
    }

    // MARK: Targets

    private func mock() async throws -> (History, signal: Int?) {
        // A fixed day, so that the same seed is the same run; the seed moves it against the epoch.
        let started = WallInstant(epochSeconds: 1_767_225_600) + .milliseconds(Int(profile.seed % 1_000) * 61)
        let latency = profile.target.limiter.latency
        var network = NetworkModel.loopback
        if latency > .zero { network.work = latency }
        let world = SimulatedWorld(
            service: service, behaviour: Defect.behaviour(defects), network: network, serverClock: SimulatedServerClock(start: started),
            spelling: spelling, seed: profile.seed)
        let recording = recording(in: world)
        let (outcome, signal) = await Interruptible.run { await recording.run() }
        return (history(recording, outcome, started: started, ended: started + outcome.ended.sinceStart, cpuSeconds: nil), signal)
    }

    private func selfHosted(_ display: Display) async throws -> (History, signal: Int?) {
        let server = ReferenceServer(ReferenceServer.Settings(
            port: 0, service: service, behaviour: Defect.behaviour(defects), latency: profile.target.limiter.latency))
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                defer { listening.finish() }
                try await server.run { listening.yield($0) }
            }
            defer { group.cancelAll() }
            guard let port = await ports.first(where: { _ in true }) else {
                try await group.waitForAll()
                throw Mistake("the self-hosted target did not start.")
            }
            return try await drive(host: "127.0.0.1", port: port, authority: "127.0.0.1:\(port)", tls: nil, display)
        }
    }

    private func http(_ display: Display) async throws -> (History, signal: Int?) {
        guard let url = profile.target.url else { throw Mistake("an http target needs target.url") }
        let tls = url.isSecure ? Endpoint.TLS(trust: profile.target.trust) : nil
        return try await drive(host: url.host, port: url.port, authority: url.authority, tls: tls, display)
    }

    private func drive(
        host: String, port: Int, authority: String, tls: Endpoint.TLS?, _ display: Display
    ) async throws -> (History, signal: Int?) {
        // Experiments run side by side, each with as many requests under way as the profile allows.
        let endpoint = Endpoint(host: host, port: port, authority: authority, tls: tls, connections: max(512, 2 * mostInFlight))
        let world: SocketWorld
        do throws(TargetUnavailable) {
            world = try SocketWorld(endpoint, spelling: spelling)
        } catch {
            throw Mistake(error.description)
        }
        let recording = recording(in: world)
        let started = WallClock.now
        let cpu = ProcessTime.cpuSeconds
        let progress = ProgressDisplay(display, recording.recorder, world.clock, expected: plan.duration)
        let (outcome, signal) = await Interruptible.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await progress.run() }
                let outcome = await recording.run { progress.begin($0) }
                group.cancelAll()
                return outcome
            }
        }
        let history = history(recording, outcome, started: started, ended: WallClock.now, cpuSeconds: ProcessTime.cpuSeconds - cpu)
        await world.shutDown()
        return (history, signal)
    }

    private func history(
        _ recording: Recording, _ outcome: Recording.Outcome, started: WallInstant, ended: WallInstant, cpuSeconds: Double?
    ) -> History {
        let header = History.Header(
            tool: Tool(name: "rateproof", version: Rateproof.version), runID: runID, profileSource: profile.source,
            profileName: profile.name, seed: profile.seed, startedAt: started,
            target: TargetRecord(kind: profile.target.kind.rawValue, url: profile.target.url?.description),
            keys: request.keys.map { KeyRecord(label: $0.description, fresh: request.keysAreFresh) }, phases: plan.phases,
            environment: HostEnvironment.current, command: request.command)
        return History(header: header, attempts: recording.recorder.attempts,
                       ending: History.Ending(at: outcome.ended, wall: ended, cpuSeconds: cpuSeconds, partial: outcome.partial,
                                              targetLost: outcome.targetLost))
    }
}
