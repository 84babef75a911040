import Conformance
import Experiments
import LeadsAPI
import Limiters
import LoadEngine
import Simulation
import Timeline

/// One run of the real driver and the real experiments in virtual time, ready to be judged.
struct SimulatedRun {
    var quota = 20
    var window = TimeSpan.seconds(4)
    var algorithm = Algorithm.fixedWindowEpoch
    var rounding = AdviceWriter.Rounding.up
    var chargesRefused = true
    var defects: [Defect] = []
    var network = NetworkModel.loopback
    var skew = TimeSpan.zero
    var driftPPM = 0
    var keys = 8
    var fresh = true
    var loads: [LoadPhase] = []
    var seed: UInt64 = 1
    var stalls = false
    var experiments = Set(ExperimentID.allCases)

    var contract: Contract { Contract(quota: quota, window: window, dialect: .xRateLimitEpoch, operations: Set(Operation.allCases)) }

    func history() async -> History {
        let started = WallInstant(nanoseconds: 1_764_000_000_000_000_000 + Int64(seed % 977) * 37_000_003)
        var settings = LeadsService.Settings(quota: quota, window: window, algorithm: algorithm, writer: AdviceWriter(rounding: rounding))
        settings.chargesRefused = chargesRefused
        let world = SimulatedWorld(
            service: settings, behaviour: Defect.behaviour(defects), network: network,
            serverClock: SimulatedServerClock(start: started + skew, driftPPM: driftPPM),
            spelling: RequestSpelling(runID: "test"), seed: seed, stalls: stalls)
        let plan = RunPlan(RunPlan.Settings(contract: contract, loads: loads, experiments: experiments, keys: keys, keysAreFresh: fresh))
        let secrets = (0..<keys).map { APIKey("otr_simulated_key_\($0)") }
        let recording = Recording(plan, in: world, Recording.Settings(keys: secrets, budget: 100_000, timeout: .seconds(5), connections: 64))
        let outcome = await recording.run()
        let header = History.Header(
            tool: Tool(name: "rateproof", version: "test"), runID: "test", profileSource: "", profileName: "test", seed: seed,
            startedAt: started, target: TargetRecord(kind: "mock", url: nil), keys: secrets.map { KeyRecord(label: "\($0)", fresh: fresh) },
            phases: plan.phases, environment: Environment(os: "test", cores: 1, fingerprint: "test"), command: "")
        return History(header: header, attempts: recording.recorder.attempts,
                       ending: History.Ending(at: outcome.ended, wall: started, cpuSeconds: nil, partial: outcome.partial))
    }

    func judged() async -> Judgement { Judge(contract).judge(await history()) }
}

extension Judgement {
    var failures: [CheckResult] { results.filter { $0.verdict == .fail } }
    subscript(_ id: CheckID) -> CheckResult? { results.first { $0.id == id } }
    /// Every result that is not a pass, for the message of a failed expectation.
    var complaints: String {
        results.filter { $0.verdict != .pass }.map { "\($0.id) \($0.verdict) \($0.level): \($0.observed)" }.joined(separator: "\n")
    }
}
