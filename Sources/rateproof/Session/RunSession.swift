import Conformance
import Endpoints
import Experiments
import FoundationEssentials
import HTTPTransport
import LeadsAPI
import Limiters
import LoadEngine
import Profiles
import ReferenceServer
import Reporting
import Simulation
import Timeline

/// One run, from a profile to a history: makes the world that the profile asks for and carries the plan out in it.
struct RunSession {
    private let request: RunRequest
    private let plan: RunPlan
    private let text: PlanText
    private let runID: String
    private let defects: [Defect]

    private var profile: Profile { request.profile }

    init(_ request: RunRequest) throws {
        self.request = request
        let profile = request.profile
        defects = try Defects.named(profile.target.limiter.defects)
        let needed = try Assessment.checks(profile).flatMap(\.experiments)
        let connections = HostLimits.connections
        var settings = RunPlan.Settings(
            contract: profile.contract, loads: profile.load, experiments: Set(needed), keys: request.keys.count,
            keysAreFresh: request.keysAreFresh, inFlight: profile.inFlight ?? RunPlan.usualInFlight(profile.contract, most: connections),
            nodes: 1 + profile.target.nodes.count, hooks: HookRunner.hooks(of: profile), raceWindows: profile.confidence?.windows ?? 0)
        settings.seed = profile.seed
        settings.keysAreExclusive = profile.keysAreExclusive
        plan = RunPlan(settings)
        text = PlanText(plan: plan, profile: profile, inFlight: settings.inFlight, connections: connections)
        runID = profile.target.kind == .mock ? "seed\(profile.seed)" : RunID.make(WallClock.now)
        if let mistake = text.overBudget { throw Mistake(mistake) }
    }

    /// What `--dry-run` prints.
    var schedule: String { [text.schedule, firstRequest, request.unstatedContract].compactMap(\.self).joined(separator: "\n") }

    /// The very first request as it will be sent, without its key.
    private var firstRequest: String? {
        guard let url = profile.target.url, let key = request.keys.first else { return nil }
        let content = spelling.content(Request(operation: .create, subject: 0, key: key))
        let fields = [("Host", url.authority)] + content.fields
        let body = content.body.isEmpty ? [] : ["", String(decoding: content.body.prefix(2_000), as: UTF8.self)]
        let lines = ["\(content.method) \(content.path)"] + fields.map { "\($0): \($1)" } + body
        let secrets = request.keys + profile.hiddenSecrets
        return "\nthe first request:\n" + lines.map { "  " + RecordedFields.clear($0, of: secrets) }.joined(separator: "\n")
    }

    /// Runs and gives the history, with the signal that ended the run early, if one did. A second signal does not wait
    /// for the end: `keep` is given what there is, and the program ends.
    func record(showing display: Display, keep: @escaping @Sendable (History) -> Void = { _ in }) async throws -> (History, signal: Int?) {
        if display != .nothing { for cost in text.costs { Terminal.note(cost) } }
        switch profile.target.kind {
        case .mock: return try await mock()
        case .selfHosted: return try await selfHosted(display, keep)
        case .http: return try await http(display, keep)
        }
    }

    private var spelling: RequestSpelling { profile.spelling(runID: runID) }

    private var service: LeadsService.Settings {
        // Only the keys of the run are valid, as with a real API.
        let (limiter, contract) = (profile.target.limiter, profile.contract)
        var settings = LeadsService.Settings(
            quota: limiter.quota ?? contract.quota, window: limiter.window ?? contract.window, algorithm: limiter.algorithm ?? .fixedWindowEpoch,
            keys: .these(Set(request.keys.map(\.secret))),
            writer: AdviceWriter(dialect: contract.findsDialect ? .xRateLimitEpoch : contract.dialect))
        settings.endpoint = profile.endpoint
        if !contract.limits.isEmpty, limiter.algorithm == nil { settings.limiter = SeveralLimits(keeping: contract.limits) }
        return settings
    }

    private var adviceFields: Dialect.Fields? { profile.contract.dialect.fields }

    private func recording(in world: any World) -> Recording {
        var settings = Recording.Settings(
            keys: request.keys, budget: text.budget, timeout: profile.target.timeout, connections: min(text.mostInFlight, 1_024))
        if let fields = adviceFields, let field = fields.reset, fields.resetKind.isAbsolute {
            settings.windows = WindowNaming(field: field) { AdviceReading($0, fields).resetAt?.sinceEpoch.secondsRoundedUp }
        }
        settings.reading = AnswerReading(rules: profile.endpoint.answers, sources: max(1, profile.target.sources.count),
                                         cleanUp: profile.endpoint.cleanUp)
        settings.sendsNothing = request.unstatedContract != nil
        return Recording(plan, in: world, settings)
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

    private func selfHosted(_ display: Display, _ keep: @escaping @Sendable (History) -> Void) async throws -> (History, signal: Int?) {
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
            let endpoint = NodeAddress(host: "127.0.0.1", port: port, authority: "127.0.0.1:\(port)", tls: nil, connections: mostConnections)
            return try await drive([endpoint], display, keep) { hook in
                switch hook {
                case .restart: server.restart()
                case .outageBegins: server.loseStore()
                case .outageEnds: server.regainStore()
                }
            }
        }
    }

    private func http(_ display: Display, _ keep: @escaping @Sendable (History) -> Void) async throws -> (History, signal: Int?) {
        guard let url = profile.target.url else { throw Mistake("an http target needs target.url") }
        let endpoints = NodeAddresses(profile.target, environment: ProcessInfo.processInfo.environment).all(url, connections: mostConnections)
        if request.wait > .zero {
            if display != .nothing { Terminal.note("waiting up to \(request.wait) for \(url)") }
            do { try await TargetWait.wait(for: endpoints, request.wait, spelling, profile.target.transport) } catch let problem as TargetUnavailable {
                throw Mistake(problem.description)
            }
        }
        let runner = HookRunner(profile.hooks)
        return try await drive(endpoints, display, keep) { try await runner.run($0) }
    }

    /// Experiments run side by side, each with as many requests under way as the profile allows.
    private var mostConnections: Int { max(512, 2 * text.mostInFlight) }

    private func drive(
        _ endpoints: [NodeAddress], _ display: Display, _ keep: @escaping @Sendable (History) -> Void, performer: @escaping @Sendable (Hook) async throws -> Void
    ) async throws -> (History, signal: Int?) {
        let world: SocketWorld
        do throws(TargetUnavailable) {
            world = try SocketWorld(endpoints, spelling: spelling, transport: profile.target.transport, loops: profile.target.loops,
                                    sources: max(1, profile.target.sources.count),
                                    hooks: HookRunner.hooks(of: profile), performer: performer)
        } catch {
            throw Mistake(error.description)
        }
        let recording = recording(in: world)
        let clock = world.clock
        @Sendable func wall(_ instant: RunInstant) -> WallInstant { clock.wallTime(at: instant) { WallClock.now } }
        let started = wall(.start)
        let cpu = ProcessTime.cpuSeconds
        let progress = ProgressDisplay(display, recording.recorder, world.clock, expected: plan.duration, advice: adviceFields) { [self] in
            let now = clock.now
            let soFar = self.history(recording, .unfinished(at: now), started: started, ended: wall(now), cpuSeconds: nil)
            return (try? Assessment(soFar, profile).report).map(LiveView.Checks.init)
        }
        let (outcome, signal) = await Interruptible.run {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await progress.run() }
                let outcome = await recording.run { progress.begin($0) }
                group.cancelAll()
                return outcome
            }
        } leaving: { [self] in
            var outcome = Recording.Outcome.unfinished(at: world.clock.now)
            outcome.partial = "the run was stopped at once, before its plan was done"
            keep(self.history(recording, outcome, started: started, ended: wall(outcome.ended), cpuSeconds: ProcessTime.cpuSeconds - cpu, transport: world.transport))
        }
        // A target that is not there is told first.
        if let missing = request.unstatedContract, outcome.partial == nil {
            await world.shutDown()
            throw Mistake(missing)
        }
        let history = history(recording, outcome, started: started, ended: wall(outcome.ended),
                              cpuSeconds: ProcessTime.cpuSeconds - cpu, transport: world.transport)
        await world.shutDown()
        return (history, signal)
    }

    /// Why the run ended early. After a handshake of TLS 1.3 a server that misses a certificate has no other way to say so than to end the connection.
    private func reason(_ outcome: Recording.Outcome) -> String? {
        guard let partial = outcome.partial, outcome.targetLost, profile.target.url?.isSecure ?? false, profile.target.certificate == nil,
              [Cause.closed, .reset].contains(where: { partial.contains($0.rawValue) }) else { return outcome.partial }
        return partial + " A server that demands a client certificate may answer so; name one in target.certificate and target.certificate_key"
    }

    private func history(
        _ recording: Recording, _ outcome: Recording.Outcome, started: WallInstant, ended: WallInstant, cpuSeconds: Double?,
        transport: Transport? = nil
    ) -> History {
        // A key may stand in a hook, or in a flag.
        let secrets = request.keys + profile.hiddenSecrets
        func clear(_ text: String) -> String { RecordedFields.clear(text, of: secrets) }
        let header = History.Header(
            tool: Tool(name: "rateproof", version: Rateproof.version), runID: runID, profileSource: clear(profile.source),
            profileName: profile.name, seed: profile.seed, startedAt: started,
            target: TargetRecord(kind: profile.target.kind.rawValue, url: profile.target.url?.description,
                                 nodes: profile.target.nodes.isEmpty ? nil : 1 + profile.target.nodes.count, transport: transport?.rawValue),
            keys: request.keys.map {
                KeyRecord(label: $0.description, fresh: request.keysAreFresh, exclusive: profile.keysAreExclusive && !request.keysAreFresh)
            },
            phases: plan.phases, environment: HostEnvironment.current, command: clear(request.command))
        var history = History(header: header, attempts: recording.recorder.attempts, loads: recording.recorder.loads,
                       ending: History.Ending(at: outcome.ended, wall: ended, cpuSeconds: cpuSeconds, partial: reason(outcome).map(clear),
                                              targetLost: outcome.targetLost, loops: cpuSeconds == nil ? nil : recording.recorder.loops, connections: recording.connections,
                                              bodies: recording.recorder.bodies))
        history.ending.cleanUp = outcome.cleanUp
        return history
    }
}
