import Conformance
import Experiments
import Endpoints
import HTTPTransport
import Limiters
import LoadEngine
import Measurement
import ReferenceServer
import Timeline

/// Measures what this machine can do as a generator, against servers whose behaviour is known.
struct Doctor: Sendable {
    /// One thing that was looked at.
    struct Finding: Sendable {
        var what: String
        var measured: String
        /// What it means for a run, in plain words.
        var meaning: String
        var isFine: Bool
    }

    private static let path = "/api/v1/leads"

    /// The product's own driver, transport and recording, against a server of this process.
    private func load(_ arrivals: Arrivals, _ duration: TimeSpan, _ behaviour: FixedServer.Behaviour = .init(), inFlight: Int = 256) async throws -> Measurements {
        let server = try await FixedServer(behaviour)
        let endpoint = NodeAddress(host: "127.0.0.1", port: server.port, authority: "127.0.0.1:\(server.port)", tls: nil, connections: 1_024)
        let world = try SocketWorld([endpoint], spelling: RequestSpelling(runID: "doctor", endpoint: .leads(path: Self.path)))
        let warmUp = LoadPhase(name: "warm-up", arrivals: arrivals, duration: .milliseconds(200), inFlight: inFlight, recorded: false)
        let phase = LoadPhase(name: "doctor", arrivals: arrivals, duration: duration, inFlight: inFlight, recorded: true)
        let phases = (behaviour.freeze == nil ? [warmUp] : []) + [phase]
        let contract = Contract(quota: 1_000_000, window: .seconds(60), dialect: .none)
        let plan = RunPlan(RunPlan.Settings(contract: contract, loads: phases.map { $0.summed }, experiments: [], keys: 1, keysAreFresh: true))
        // Opened before: what waits in a freeze shall not wait for its connection as well.
        let connections = if case .closed(let workers, _) = arrivals { workers } else { inFlight }
        let recording = Recording(plan, in: world, Recording.Settings(keys: [APIKey("otr_doctor")], budget: 10_000_000, timeout: .seconds(5), connections: connections))
        let started = WallClock.now
        let outcome = await recording.run()
        let ended = WallClock.now
        await world.shutDown()
        await server.stop()
        if let problem = outcome.partial { throw Mistake("the examination ended early: \(problem)") }
        let header = History.Header(
            tool: Tool(name: "rateproof", version: Rateproof.version), runID: "doctor", profileSource: "", profileName: "doctor", seed: 1, startedAt: started,
            target: TargetRecord(kind: "http", url: nil), keys: [KeyRecord(label: "otr_…", fresh: true)], phases: plan.phases,
            environment: HostEnvironment.current, command: "")
        let history = History(header: header, attempts: [], loads: recording.recorder.loads,
                              ending: History.Ending(at: outcome.ended, wall: ended, cpuSeconds: nil, partial: nil))
        return Measurements(history, limitedStatuses: [429], limits: ValidityLimits())
    }

    private static func perSecond(_ rate: Int) -> Rate { Rate(count: rate, per: .seconds(1)) }

    // MARK: Speed

    func throughput() async throws -> Finding {
        let workers = 64
        let duration = TimeSpan.seconds(2)
        let measured = try await load(.closed(workers: workers, thinkTime: .zero), duration)
        let rate = Int(Double(measured.latency.reduce(0) { $0 + $1.serviceTime.count }) / duration.inSeconds)
        return Finding(what: "throughput", measured: "\(rate) requests/s over \(workers) connections, server and generator on this machine",
                       meaning: rate >= 10_000 ? "Closed load is limited by the target, not by this machine, up to about that rate."
                           : "This machine is slow or busy; measure targets that are slower than that only.", isFine: rate >= 10_000)
    }

    /// The largest rate that leaves on time, trying one after the other.
    func pace() async throws -> Finding {
        let limit = TimeSpan.milliseconds(1)
        var best: (rate: Int, lag: TimeSpan)?
        var broken: String?
        for rate in [1_000, 2_000, 5_000, 10_000, 20_000, 40_000] {
            let measured = try await load(.constant(Self.perSecond(rate)), .seconds(1), inFlight: 1_000)
            let lag = measured.health.lag.quantile(0.99)
            guard lag < limit, measured.throughput.missed == 0 else {
                broken = "\(rate)/s: p99 \(lag), \(measured.throughput.missed) missed"
                break
            }
            best = (rate, lag)
        }
        let limits = broken.map { "; at \($0)" } ?? ""
        guard let best else {
            return Finding(what: "pace", measured: "no rate leaves on time\(limits)",
                           meaning: "Open load from here says more about this machine than about the target. Stop other work, or use another machine.", isFine: false)
        }
        return Finding(what: "pace", measured: "\(best.rate)/s leave within \(best.lag) at p99\(limits)",
                       meaning: "Open load of up to \(best.rate)/s leaves on time here.", isFine: true)
    }

    // MARK: Proofs

    /// A server that stands still: the percentiles follow from arithmetic, and a generator that waits with it would not see them.
    func frozen() async throws -> Finding {
        let (length, every) = (TimeSpan.milliseconds(200), TimeSpan.seconds(2))
        var behaviour = FixedServer.Behaviour()
        behaviour.freeze = (length, every)
        let measured = try await load(.constant(Self.perSecond(1_000)), every * 2, behaviour, inFlight: 400)
        let response = measured.latency.first { $0.outcome == .admitted }?.responseTime ?? Distribution()
        let rows = [0.95, 0.99].map { share -> (text: String, error: Double) in
            // A share of freeze/every is due in a freeze, and waits for what is left of it.
            let truth = length.inMilliseconds - (1 - share) * every.inMilliseconds
            let found = response.quantile(share).inMilliseconds
            return ("p\(Int(share * 100)) \(Self.tenths(found)) ms (truth \(Self.tenths(truth)))", abs(found / truth - 1))
        }
        let isFine = rows.allSatisfy { $0.error <= 0.05 }
        return Finding(what: "frozen target", measured: rows.map(\.text).joined(separator: ", "),
                       meaning: isFine ? "A target that stands still for 200 ms shows as it is: response times count from when requests were due."
                           : "Other work on this machine hides or adds delays; do not trust percentiles from here.", isFine: isFine)
    }

    func knownDelay() async throws -> Finding {
        var behaviour = FixedServer.Behaviour()
        behaviour.delay = .milliseconds(50)
        let measured = try await load(.constant(Self.perSecond(500)), .seconds(1), behaviour)
        let service = measured.latency.first { $0.outcome == .admitted }?.serviceTime ?? Distribution()
        let (median, high) = (service.quantile(0.5).inMilliseconds, service.quantile(0.99).inMilliseconds)
        let isFine = median >= 49.9 && median < 52 && high < 60
        return Finding(what: "known delay", measured: "p50 \(Self.tenths(median)) ms, p99 \(Self.tenths(high)) ms (truth 50.0)",
                       meaning: isFine ? "Measuring adds about \(Self.tenths(max(0, median - 50))) ms here."
                           : "This machine adds delays of its own; they are in every latency measured here.",
                       isFine: isFine)
    }

    private static func tenths(_ value: Double) -> String {
        let whole = Int((value * 10).rounded())
        return "\(whole / 10).\(abs(whole % 10))"
    }
}

extension LoadPhase {
    fileprivate var summed: LoadPhase {
        var phase = self
        phase.keepsAttempts = false
        return phase
    }
}
