/// A report may come from anywhere, so nothing is calculated with what no run can have measured.
extension Report {
    private static let outcomes: Set<String> = ["admitted", "limited", "refused", "failed"]
    private static let most = 1e12

    /// What a server may say is any number; one that no report can hold is left out of it.
    static func bounded(_ number: Int?) -> Int? { number.flatMap { Double($0.magnitude) <= most ? $0 : nil } }

    /// The first member that cannot be true; nothing for a report that a run can have written.
    var implausible: String? {
        let numbers: [(String, [Double])] = [
            ("run.duration_s", [run.durationS]), ("contract", [Double(contract.quota), contract.windowS]),
            ("windows", windows.flatMap { [$0.openedAtS, $0.closedAtS, $0.admitted.atLeast, $0.admitted.atMost, Double($0.limited), Double($0.resetAdvertised ?? 0)] }),
            ("timeline", timeline.flatMap { $0.points.flatMap { [$0.atS, Double($0.remaining ?? 0)] } + [Double($0.omitted)] }),
            ("retry_after", retryAfter.flatMap { [$0.promisedS, $0.trueS.atLeast, $0.trueS.atMost] }),
            ("resets", resets.flatMap { [$0.advertisedS.atLeast, $0.advertisedS.atMost, $0.trueS.atLeast, $0.trueS.atMost] }),
            ("checks.witness", checks.flatMap { $0.witness.flatMap { [$0.scheduledS, $0.departedS ?? 0, $0.headS ?? 0] } }),
            ("latency", latency.flatMap { [Double($0.count), $0.heat.stepS] + Self.times($0.responseTimeMs) + Self.times($0.serviceTimeMs) + $0.heat.boundsMs }),
            ("latency.curve", latency.flatMap { ($0.curve + $0.serviceCurve).flatMap { [$0.share, $0.ms, $0.lowMs ?? 0, $0.highMs ?? 0] } }),
            ("latency.heat", latency.flatMap { $0.heat.counts.joined().map(Double.init) }),
            ("throughput", throughput.perSecond.flatMap { [$0.sent, $0.admitted, $0.limited, $0.failed].map(Double.init) }
                + [throughput.scheduled, throughput.sent, throughput.completed, throughput.missed].map(Double.init)),
            ("phases", phases.flatMap { [$0.startedS, $0.durationS, Double($0.scheduled), Double($0.sent), Double($0.completed), Double($0.missed)] }),
            ("connections", connections.map {
                Self.times($0.firstByteMs) + Self.times($0.transferMs) + [$0.opened, $0.unreached, $0.resent ?? 0].map(Double.init)
            } ?? []),
            ("bodies", bodies.map { [Double($0.checked), Double($0.wrong)] + $0.faults.map { Double($0.count) } } ?? []),
        ]
        // Epoch seconds are the largest numbers that occur.
        for (name, values) in numbers where values.contains(where: { !($0.magnitude <= Self.most) }) { return "\(name) has a number beyond all measure" }
        if latency.contains(where: { !Self.outcomes.contains($0.outcome) }) { return "latency has an unknown outcome" }
        if timeline.contains(where: { $0.points.contains { !Self.outcomes.contains($0.outcome) } }) { return "timeline has an unknown outcome" }
        if latency.contains(where: { one in one.heat.counts.contains { $0.count >= max(1, one.heat.boundsMs.count) && !$0.isEmpty } }) {
            return "latency.heat has more bands than bounds"
        }
        return nil
    }

    private static func times(_ times: Percentiles) -> [Double] {
        [times.p50, times.p90, times.p95, times.p99, times.p99_9, times.max].flatMap { [$0.value, $0.low ?? 0, $0.high ?? 0] }
    }
}
