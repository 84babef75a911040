import FoundationEssentials
import Measurement
import Timeline

/// What a report says of latency, throughput, the generator and the thresholds.
struct MeasurementSection {
    private let history: History
    private let measurements: Measurements

    private static let curveShares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9999, 0.99999]

    init(_ history: History, _ measurements: Measurements) {
        self.history = history
        self.measurements = measurements
    }

    var latency: [Report.Latency] {
        measurements.latency.map { latency in
            Report.Latency(
                outcome: latency.outcome.rawValue, count: latency.responseTime.count, responseTimeMs: percentiles(latency.responseTime),
                serviceTimeMs: percentiles(latency.serviceTime), curve: curve(latency.responseTime), serviceCurve: curve(latency.serviceTime),
                heat: heat(latency.heat), histogram: Data(latency.responseTime.payload).base64EncodedString())
        }
    }

    /// Up to the largest share that a sample lies above.
    private func curve(_ distribution: Distribution) -> [Report.CurvePoint] {
        let count = Double(distribution.count)
        return Self.curveShares.filter { count * (1 - $0) >= 1 }.map { share in
            let estimate = distribution.estimate(share)
            return Report.CurvePoint(share: share, ms: milliseconds(estimate.value), lowMs: estimate.low.map(milliseconds), highMs: estimate.high.map(milliseconds))
        }
    }

    /// Without the bands below and above everything that came.
    private func heat(_ heat: HeatMap) -> Report.Heat {
        let used = heat.columns.map { column in column.indices.filter { column[$0] > 0 } }
        guard let first = used.compactMap(\.first).min(), let last = used.compactMap(\.last).max() else {
            return Report.Heat(stepS: heat.step.inSeconds, boundsMs: [], counts: [])
        }
        return Report.Heat(
            stepS: heat.step.inSeconds, boundsMs: (first...(last + 1)).map { milliseconds(HeatMap.lowerBound(of: $0)) },
            counts: heat.columns.map { column in (first...last).map { $0 < column.count ? column[$0] : 0 } })
    }

    private func percentiles(_ distribution: Distribution) -> Report.Percentiles {
        func estimate(_ share: Double) -> Report.Estimate {
            let estimate = distribution.estimate(share)
            return Report.Estimate(
                rounded: estimate.value.inMilliseconds, low: estimate.low?.inMilliseconds, high: estimate.high?.inMilliseconds)
        }
        return Report.Percentiles(
            p50: estimate(0.5), p90: estimate(0.9), p95: estimate(0.95), p99: estimate(0.99), p99_9: estimate(0.999),
            max: Report.Estimate(value: milliseconds(distribution.max), low: nil, high: nil))
    }

    var throughput: Report.Throughput {
        let counts = measurements.throughput
        return Report.Throughput(
            scheduled: counts.scheduled, sent: counts.sent, missed: counts.missed, completed: counts.completed,
            perSecond: counts.perSecond.map { Report.Second(sent: $0.sent, admitted: $0.admitted, limited: $0.limited, failed: $0.failed) })
    }

    var phases: [Report.Phase] {
        let all = zip(history.header.phases, measurements.phases).compactMap { phase, summary in
            summary.span.map { span in
                Report.Phase(name: phase.name, kind: phase.kind.rawValue, recorded: phase.recorded, startedS: Rounded.seconds(span.atLeast),
                             durationS: Rounded.to(1e6, span.width.inSeconds), scheduled: summary.scheduled, sent: summary.sent, missed: summary.missed,
                             completed: summary.answered)
            }
        }
        return all.enumerated().sorted { ($0.element.startedS, $0.offset) < ($1.element.startedS, $1.offset) }.map(\.element)
    }

    var generator: Report.Generator {
        let health = measurements.health
        return Report.Generator(
            lagMs: percentiles(health.lag), cpuShare: health.cpuShare.map { Rounded.to(1e4, $0) }, loops: health.loops,
            loopShare: health.loopShare.map { Rounded.to(1e4, $0) },
            longestStallMs: health.longestStall.map { Rounded.to(1e3, $0.inMilliseconds) }, valid: health.isValid, reasons: health.reasons)
    }

    var connections: Report.Connections {
        let record = history.ending.connections
        func times(_ stored: StoredHistogram?) -> Report.Percentiles? { stored.flatMap(Distribution.init).map(percentiles) }
        return Report.Connections(
            opened: record?.opened ?? 0, lookupMs: times(record?.lookup), connectMs: times(record?.connect), handshakeMs: times(record?.handshake),
            firstByteMs: percentiles(measurements.firstByte), transferMs: percentiles(measurements.transfer),
            unreached: measurements.unreached, resent: record?.resent, failures: measurements.causes.map { Report.Failure(cause: $0.cause.rawValue, count: $0.count) })
    }

    var bodies: Report.Bodies? {
        measurements.bodies.map { record in
            Report.Bodies(checked: record.checked, wrong: record.wrong, faults: record.faults.sorted { ($1.count, $0.fault) < ($0.count, $1.fault) }
                .map { Report.Fault(fault: $0.fault, count: $0.count) })
        }
    }

    func threshold(_ threshold: Threshold, _ judgement: ThresholdJudgement) -> Report.ThresholdResult {
        Report.ThresholdResult(
            name: threshold.name, metric: threshold.metric.name, outcome: threshold.outcome?.rawValue, bound: threshold.bound.rawValue,
            limit: Rounded.to(1e6, threshold.limit), unit: threshold.metric.unit,
            observed: judgement.observed.map { Report.Estimate(rounded: $0.value, low: $0.low, high: $0.high) },
            verdict: judgement.verdict.rawValue, explanation: judgement.explanation)
    }

    private func milliseconds(_ span: TimeSpan) -> Double { Rounded.milliseconds(span) }
}

extension Report.Estimate {
    /// With three decimals.
    init(rounded value: Double, low: Double?, high: Double?) {
        self.init(value: Rounded.to(1e3, value), low: low.map { Rounded.to(1e3, $0) }, high: high.map { Rounded.to(1e3, $0) })
    }
}

/// Numbers with no more digits than were measured.
enum Rounded {
    static func seconds(_ instant: RunInstant) -> Double { to(1e6, instant.sinceStart.inSeconds) }
    static func milliseconds(_ span: TimeSpan) -> Double { to(1e3, span.inMilliseconds) }
    static func to(_ scale: Double, _ value: Double) -> Double { (value * scale).rounded() / scale }
}
