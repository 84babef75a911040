package import Conformance
import FoundationEssentials
import Limiters
package import Measurement
package import Timeline

/// Makes the report of a judged history; a pure function of it.
package struct ReportBuilder: Sendable {
    private let history: History
    private let judgement: Judgement
    private let measurements: Measurements
    private let thresholds: [Threshold]
    private let curl: @Sendable (Attempt) -> String?
    /// The longest that a request which was judged was under way.
    private let widestFlight: TimeSpan?

    /// `curl` gives the command that repeats one request, its key left out.
    package init(
        _ history: History, _ judgement: Judgement, _ measurements: Measurements, thresholds: [Threshold],
        curl: @escaping @Sendable (Attempt) -> String? = { _ in nil }
    ) {
        self.curl = curl
        widestFlight = judgement.evidence.observations.lazy.compactMap { one in one.latest.map { $0 - one.earliest } }.max()
        self.history = history
        self.judgement = judgement
        self.measurements = measurements
        self.thresholds = thresholds
    }

    /// Attempts that a report shows for one witness; more would hide what they prove.
    private static let longestWitness = 240
    private static let mostPromises = 200
    private static let mostWindows = 1_000
    private static let mostTimelines = 16
    private static let mostPoints = 600

    package func report() -> Report {
        let header = history.header
        let judged = thresholds.map { ($0, $0.judge(measurements)) }
        let section = MeasurementSection(history, measurements)
        let conclusion = Conclusion(history, judgement, measurements, judged)
        return Report(
            tool: Report.ToolInfo(name: header.tool.name, version: header.tool.version, commit: nil),
            run: Report.Run(
                id: header.runID, profile: header.profileName, seed: header.seed, startedAt: CivilTime(header.startedAt).iso8601 + "Z",
                durationS: seconds(history.ending.instant), target: Report.Target(kind: header.target.kind, url: header.target.url, transport: header.target.transport),
                partial: history.ending.partial, shards: 1, command: header.command, profileSource: header.profileSource),
            verdict: conclusion.verdict, reason: conclusion.reason, exitCode: conclusion.exitCode,
            contract: Report.ContractInfo(
                quota: contract.quota, windowS: contract.window.inSeconds, algorithm: contract.isOpen ? "unknown" : contract.promised, dialect: contract.dialectName,
                basis: contract.isOpen ? "none" : contract.isObserved ? "observed" : "promised"),
            checks: checks, algorithm: algorithm, clock: clock, windows: windows, timeline: timeline, retryAfter: promises, resets: resets,
            latency: section.latency, throughput: section.throughput, phases: section.phases,
            generator: section.generator, connections: section.connections, bodies: section.bodies, cleanUp: cleanUp, thresholds: judged.map(section.threshold),
            comparison: nil,
            environment: Report.EnvironmentInfo(host: header.environment.fingerprint, os: header.environment.os, cores: header.environment.cores))
    }

    private var cleanUp: Report.CleanUp? {
        history.ending.cleanUp.map { Report.CleanUp(created: $0.created, removed: $0.removed, reason: $0.reason) }
    }

    private var contract: Contract { judgement.evidence.contract }

    // MARK: Judgement

    private var checks: [Report.Check] {
        let shown = Set(judgement.results.flatMap { $0.witness.prefix(Self.longestWitness) })
        let attempts = Dictionary(history.attempts.lazy.filter { shown.contains($0.index) }.map { ($0.index, $0) }, uniquingKeysWith: { $1 })
        return judgement.results.map { result in
            Report.Check(
                id: result.id.description, title: result.title, level: result.level.rawValue, verdict: result.verdict.rawValue,
                citation: Report.Citation(text: result.citation.text, url: result.citation.url), expected: result.expected,
                observed: result.observed, uncertainty: uncertainty(result, attempts), power: result.power, blockedBy: result.blockedBy?.description,
                witness: result.witness.prefix(Self.longestWitness).compactMap { attempts[$0].map(witness) },
                witnessOmitted: max(0, result.witness.count - Self.longestWitness),
                witnessWindow: result.window.map(witnessWindow),
                reproduce: reproduce(result, attempts))
        }
    }

    private func witnessWindow(_ window: LoadWindow) -> Report.WitnessWindow {
        Report.WitnessWindow(
            key: history.header.keys[window.key].label, reset: window.reset, admitted: window.admitted, limited: window.limited,
            firstHeadS: rounded(window.firstHead.sinceStart.inSeconds, 1e6), lastDepartedS: rounded(window.lastDeparted.sinceStart.inSeconds, 1e6))
    }

    /// Decisions lie within the flight of their requests; where a server's clock matters, so does what is known of it.
    private func uncertainty(_ result: CheckResult, _ attempts: [Int: Attempt]) -> String {
        guard result.verdict != .skip else { return "" }
        let flights = result.witness.compactMap { attempts[$0] }.compactMap { attempt in attempt.departed.flatMap { from in attempt.head.map { $0 - from } } }
        let flight = flights.max().map { "the server decided each request of the witness within its flight, at most \($0)" }
            ?? widestFlight.map { "decisions are known to within a request's flight, at most \($0) in this run" }
        let clock = judgement.evidence.clock.map { "the server's clock to within \($0.bounds.width)" }
        return [flight, clock].compactMap(\.self).joined(separator: "; ")
    }

    /// The command, and where one or two requests show it, those requests.
    private func reproduce(_ result: CheckResult, _ attempts: [Int: Attempt]) -> String {
        let command = Self.choosing("\(result.id)", in: history.header.command)
        guard result.verdict == .fail, (1...2).contains(result.witness.count) else { return command }
        return ([command] + result.witness.compactMap { attempts[$0].flatMap(curl) }).joined(separator: "\n")
    }

    /// The command of the run, for one check instead of those that it chose.
    private static func choosing(_ check: String, in command: String) -> String {
        command.replacing(/\ --(only|skip) ('[^']*'|[^ ]+)/, with: "") + " --only \(check)"
    }

    private var algorithm: Report.Algorithm? {
        judgement.evidence.identification.map { found in
            Report.Algorithm(
                identified: found.algorithm.rawValue, title: found.title, scope: found.scope.name, confidence: rounded(found.confidence, 1e4),
                anchoring: found.anchorings.isEmpty ? nil : found.anchorings.map(\.rawValue).joined(separator: Report.Algorithm.either), quota: found.quota,
                windowS: found.window.map { rounded($0.inSeconds, 1e3) },
                alternatives: found.algorithm.twins + found.alternatives.map(\.rawValue), decisions: found.decisions, unexplained: found.contradictions)
        }
    }

    private func witness(_ attempt: Attempt) -> Report.Attempt {
        Report.Attempt(
            index: attempt.index, key: history.header.keys[attempt.key].label, operation: attempt.operation.rawValue,
            status: attempt.response?.status, scheduledS: seconds(attempt.scheduled), departedS: attempt.departed.map(seconds),
            headS: attempt.head.map(seconds), fields: (attempt.response?.fields ?? []).map { Report.Field(name: $0.name, value: $0.value) },
            excerpt: attempt.response?.excerpt)
    }

    private var clock: Report.Clock? {
        judgement.evidence.clock.map { clock in
            let ours = history.header.startedAt.sinceEpoch
            return Report.Clock(
                offsetMs: Report.Range(atLeast: milliseconds(clock.bounds.atLeast - ours), atMost: milliseconds(clock.bounds.atMost - ours)),
                stepped: measurements.health.isClockStepped)
        }
    }

    private var windows: [Report.Window] {
        judgement.evidence.keys.lazy.flatMap { key in key.windows.lazy.map { (key.key, $0) } }.prefix(Self.mostWindows).map { key, window in
            Report.Window(
                key: history.header.keys[key].label, openedAtS: seconds(window.opened), closedAtS: seconds(window.closed),
                admitted: Report.Range(atLeast: Double(window.admitted.atLeast), atMost: Double(window.admitted.atMost)),
                limited: window.limited, resetAdvertised: Report.bounded(window.reset))
        }
    }

    private var timeline: [Report.KeyTimeline] {
        judgement.evidence.keys.prefix(Self.mostTimelines).map { key in
            let shown = key.observations.thinned(to: Self.mostPoints)
            return Report.KeyTimeline(
                key: history.header.keys[key.key].label,
                points: shown.map { observation in
                    Report.Point(atS: seconds(observation.earliest), outcome: name(observation.kind),
                                 remaining: Report.bounded(observation.advice?.remaining.signedValue))
                },
                omitted: key.observations.count - shown.count)
        }
    }

    private func name(_ kind: Observation.Kind) -> String {
        switch kind {
        case .admitted: "admitted"
        case .limited: "limited"
        case .refused: "refused"
        case .aside: "refused"
        case .failed, .unknown: "failed"
        }
    }

    private var promises: [Report.RetryAfter] {
        judgement.evidence.promises(atMost: Self.mostPromises).map { promise in
            Report.RetryAfter(attempt: promise.attempt, promisedS: promise.promised.inSeconds,
                              trueS: Report.Range(atLeast: rounded(promise.actual.atLeast.inSeconds, 1e6),
                                                  atMost: rounded(promise.actual.atMost.inSeconds, 1e6)))
        }
    }

    private var resets: [Report.Reset] {
        judgement.evidence.resets(atMost: Self.mostPromises).map { reset in
            Report.Reset(key: history.header.keys[reset.key].label, attempt: reset.attempt, advertisedS: range(reset.advertised), trueS: range(reset.actual))
        }
    }

    private func range(_ bounds: Bounds<RunInstant>) -> Report.Range { Report.Range(atLeast: seconds(bounds.atLeast), atMost: seconds(bounds.atMost)) }

    // MARK: Numbers

    private func seconds(_ instant: RunInstant) -> Double { Rounded.seconds(instant) }
    private func milliseconds(_ span: TimeSpan) -> Double { Rounded.milliseconds(span) }
    private func rounded(_ value: Double, _ scale: Double) -> Double { Rounded.to(scale, value) }
}
