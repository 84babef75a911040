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

    /// `curl` gives the command that repeats one request, its key left out.
    package init(
        _ history: History, _ judgement: Judgement, _ measurements: Measurements, thresholds: [Threshold],
        curl: @escaping @Sendable (Attempt) -> String? = { _ in nil }
    ) {
        self.curl = curl
        self.history = history
        self.judgement = judgement
        self.measurements = measurements
        self.thresholds = thresholds
    }

    /// Attempts that a report shows for one witness; more would hide what they prove.
    private static let longestWitness = 120
    private static let mostPromises = 200
    private static let mostWindows = 1_000
    private static let mostTimelines = 16
    private static let mostPoints = 600
    private static let curveShares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99999]

    package func report() -> Report {
        let header = history.header
        let judged = thresholds.map { ($0, $0.judge(measurements)) }
        let conclusion = Conclusion(history, judgement, measurements, judged.map { ($0.name, $1.verdict) })
        return Report(
            tool: Report.ToolInfo(name: header.tool.name, version: header.tool.version, commit: nil),
            run: Report.Run(
                id: header.runID, profile: header.profileName, seed: header.seed, startedAt: CivilTime(header.startedAt).iso8601 + "Z",
                durationS: seconds(history.ending.instant), target: Report.Target(kind: header.target.kind, url: header.target.url),
                partial: history.ending.partial, shards: 1, command: header.command),
            verdict: conclusion.verdict, reason: conclusion.reason, exitCode: conclusion.exitCode,
            contract: Report.ContractInfo(
                quota: contract.quota, windowS: contract.window.inSeconds, algorithm: contract.isOpen ? "unknown" : "fixed-window", dialect: contract.dialect.id),
            checks: checks, algorithm: algorithm, clock: clock, windows: windows, timeline: timeline, retryAfter: promises,
            latency: measurements.latency.map(latency), throughput: throughput,
            generator: Report.Generator(
                lagMs: percentiles(measurements.health.lag), cpuShare: measurements.health.cpuShare.map { rounded($0, 1e4) },
                valid: measurements.health.isValid, reasons: measurements.health.reasons),
            thresholds: judged.map { threshold, result in
                Report.ThresholdResult(name: threshold.name, limitMs: milliseconds(threshold.atMost),
                                       observed: result.observed.map(estimate), verdict: result.verdict.rawValue)
            },
            comparison: nil,
            environment: Report.EnvironmentInfo(host: header.environment.fingerprint, os: header.environment.os, cores: header.environment.cores))
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
                observed: result.observed, power: result.power, blockedBy: result.blockedBy?.description,
                witness: result.witness.prefix(Self.longestWitness).compactMap { attempts[$0].map(witness) },
                reproduce: reproduce(result, attempts))
        }
    }

    /// The command, and where one or two requests show it, those requests.
    private func reproduce(_ result: CheckResult, _ attempts: [Int: Attempt]) -> String {
        let command = "\(history.header.command) --only \(result.id)"
        guard result.verdict == .fail, (1...2).contains(result.witness.count) else { return command }
        return ([command] + result.witness.compactMap { attempts[$0].flatMap(curl) }).joined(separator: "\n")
    }

    private var algorithm: Report.Algorithm? {
        judgement.evidence.identification.map { found in
            Report.Algorithm(
                identified: found.algorithm.rawValue, title: found.algorithm.title, confidence: rounded(found.confidence, 1e4),
                anchoring: found.anchorings.isEmpty ? nil : found.anchorings.map(\.rawValue).joined(separator: " or "), quota: found.quota,
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
                limited: window.limited, resetAdvertised: window.reset)
        }
    }

    private var timeline: [Report.KeyTimeline] {
        judgement.evidence.keys.prefix(Self.mostTimelines).map { key in
            let shown = key.observations.prefix(Self.mostPoints)
            return Report.KeyTimeline(
                key: history.header.keys[key.key].label,
                points: shown.map { observation in
                    Report.Point(atS: seconds(observation.earliest), outcome: name(observation.kind),
                                 remaining: observation.advice?.remaining.signedValue)
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

    // MARK: Measurement

    private func latency(_ latency: Measurements.Latency) -> Report.Latency {
        Report.Latency(
            outcome: latency.outcome.rawValue, count: latency.responseTime.count, responseTimeMs: percentiles(latency.responseTime),
            serviceTimeMs: percentiles(latency.serviceTime), curve: curve(latency.responseTime),
            histogram: Data(latency.responseTime.payload).base64EncodedString())
    }

    /// Up to the largest share that a sample lies above.
    private func curve(_ distribution: Distribution) -> [Report.CurvePoint] {
        let count = Double(distribution.count)
        return Self.curveShares.filter { count * (1 - $0) >= 1 }
            .map { Report.CurvePoint(share: $0, ms: milliseconds(distribution.quantile($0))) }
    }

    private func percentiles(_ distribution: Distribution) -> Report.Percentiles {
        Report.Percentiles(
            p50: estimate(distribution.estimate(0.5)), p90: estimate(distribution.estimate(0.9)), p99: estimate(distribution.estimate(0.99)),
            p99_9: estimate(distribution.estimate(0.999)), max: Report.Estimate(value: milliseconds(distribution.max), low: nil, high: nil))
    }

    private func estimate(_ estimate: Distribution.Estimate) -> Report.Estimate {
        Report.Estimate(value: milliseconds(estimate.value), low: estimate.low.map(milliseconds), high: estimate.high.map(milliseconds))
    }

    private var throughput: Report.Throughput {
        let counts = measurements.throughput
        return Report.Throughput(
            scheduled: counts.scheduled, sent: counts.sent, missed: counts.missed, completed: counts.completed,
            perSecond: counts.perSecond.map { Report.Second(sent: $0.sent, admitted: $0.admitted, limited: $0.limited, failed: $0.failed) })
    }

    // MARK: Numbers

    private func seconds(_ instant: RunInstant) -> Double { rounded(instant.sinceStart.inSeconds, 1e6) }
    private func milliseconds(_ span: TimeSpan) -> Double { rounded(span.inMilliseconds, 1e3) }
    private func rounded(_ value: Double, _ scale: Double) -> Double { (value * scale).rounded() / scale }
}
