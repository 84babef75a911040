package import Conformance
package import Endpoints
package import Experiments
import LeadsAPI
package import Limiters
package import LoadEngine
package import Simulation
package import Timeline

/// One run of the real driver and the real experiments in virtual time, ready to be judged.
package struct SimulatedRun: Sendable {
    package var quota = 20
    package var window = TimeSpan.seconds(4)
    /// What the limiter enforces, where that is not what it is held to.
    package var limiterQuota: Int?
    package var limiterWindow: TimeSpan?
    package var algorithm = Algorithm.fixedWindowEpoch
    package var rounding = AdviceWriter.Rounding.up
    package var dialect = Dialect.xRateLimitEpoch
    /// What is asked, of a server that answers it.
    package var endpoint = Endpoint.leads()
    package var scope = Scope.key
    /// What is promised, where it is not one fixed window.
    package var limits: [Limit] = []
    /// What enforces something, where it is none of the algorithms.
    package var limiter: (any Limiter)?
    package var chargesRefused = true
    package var defects: [Defect] = []
    package var network = NetworkModel.loopback
    package var skew = TimeSpan.zero
    package var driftPPM = 0
    package var manners = BadManners()
    /// By how much somebody sets our own wall clock while the run goes on.
    package var ownSetting = TimeSpan.zero
    package var keys = 8
    /// How many of them the target lets in; nothing for all.
    package var acceptsKeys: Int?
    package var fresh = true
    /// True where given keys are stated to be the run's alone.
    package var exclusive = false
    package var loads: [LoadPhase] = []
    package var seed: UInt64 = 1
    package var stalls = false
    /// How many requests somebody else sends on each key in each window.
    package var foreignRequests = 0
    package var experiments = Set(ExperimentID.allCases)

    /// True where the contract says what happens while the store is away.
    package var declaresOutage = false
    /// True where nothing is promised, and the limiter is to be found out.
    package var isOpen = false

    package var contract: Contract {
        var contract = Contract(
            quota: quota, window: window, dialect: dialect, operations: Set(Capability.allCases), outage: declaresOutage ? .closed : nil)
        contract.isOpen = isOpen
        contract.scope = scope
        contract.promise(limits)
        contract.describe(endpoint)
        return contract
    }

    package init() {}

    /// When the server’s process began.
    package var started: WallInstant { WallInstant(nanoseconds: 1_764_000_000_000_000_000 + Int64(seed % 977) * 37_000_003) }

    private var serverClock: SimulatedServerClock { SimulatedServerClock(start: started + skew, driftPPM: driftPPM, settings: manners.settings) }

    /// How far the server's wall clock is ahead of the run's at an instant: what the judge has to find out.
    package func serverOffset(at instant: RunInstant) -> TimeSpan { serverClock.reading(at: instant).sinceEpoch - instant.sinceStart }

    /// What is planned before the first request.
    package var plan: RunPlan {
        var planned = RunPlan.Settings(
            contract: contract, loads: loads, experiments: experiments, keys: keys, keysAreFresh: fresh, hooks: Set(Hook.allCases))
        planned.keysAreExclusive = exclusive
        return RunPlan(planned)
    }

    /// The longest that one request may take.
    package static let timeout = TimeSpan.seconds(5)

    package func history() async -> History {
        var settings = LeadsService.Settings(
            quota: limiterQuota ?? quota, window: limiterWindow ?? window, algorithm: algorithm,
            writer: AdviceWriter(rounding: rounding, dialect: dialect))
        settings.chargesRefused = chargesRefused
        settings.limiter = limiter
        settings.endpoint = endpoint
        let secrets = (0..<keys).map { number in
            let secret = endpoint.credential == .none ? "" : "otr_simulated_key_\(number)"
            return APIKey(secret, presented: endpoint.credential.presented(secret))
        }
        let accepted = secrets.prefix(acceptsKeys ?? keys).map { ($0.secret, "default") }
        settings.keys = endpoint.credential == .none ? .these([""]) : .listed(Dictionary(accepted, uniquingKeysWith: { $1 }))
        let plan = plan
        let world = SimulatedWorld(
            service: settings, behaviour: Defect.behaviour(defects), network: network,
            serverClock: serverClock, spelling: RequestSpelling(runID: "test", endpoint: endpoint), seed: seed, stalls: stalls,
            foreignInterval: foreignRequests > 0 ? window / foreignRequests : nil, manners: manners)
        var recordingSettings = Recording.Settings(keys: secrets, budget: 100_000, timeout: Self.timeout, connections: 64)
        recordingSettings.windows = WindowNaming(field: "x-ratelimit-reset") { $0.first("x-ratelimit-reset").flatMap(Int.init) }
        recordingSettings.reading = AnswerReading(rules: endpoint.answers, cleanUp: endpoint.cleanUp)
        let recording = Recording(plan, in: world, recordingSettings)
        let outcome = await recording.run()
        let header = History.Header(
            tool: Tool(name: "rateproof", version: "test"), runID: "test", profileSource: "", profileName: "test", seed: seed,
            startedAt: started, target: TargetRecord(kind: "mock", url: nil), keys: secrets.map { KeyRecord(label: "\($0)", fresh: fresh, exclusive: exclusive) },
            phases: plan.phases, environment: Environment(os: "test", cores: 1, fingerprint: "test"), command: "")
        var history = History(header: header, attempts: recording.recorder.attempts, loads: recording.recorder.loads,
                       ending: History.Ending(at: outcome.ended, wall: started + outcome.ended.sinceStart + ownSetting, cpuSeconds: nil,
                                              partial: outcome.partial, targetLost: outcome.targetLost))
        history.ending.cleanUp = outcome.cleanUp
        return history
    }

    package func judged() async -> Judgement { Judge(contract).judge(await history()) }
}

extension Judgement {
    package var failures: [CheckResult] { results.filter { $0.verdict == .fail } }
    package subscript(_ id: CheckID) -> CheckResult? { results.first { $0.id == id } }
    /// Every result that is not a pass, for the message of a failed expectation.
    package var complaints: String {
        results.filter { $0.verdict != .pass }.map { "\($0.id) \($0.verdict) \($0.level): \($0.observed)" }.joined(separator: "\n")
    }
}
