import Timeline

/// How much of what was measured may be the generator's own: it left late, or stood still while a response was waiting to be read.
struct OwnLag {
    private let health: GeneratorHealth
    /// completed − departed of the responses in question: what lag cannot have made before departure.
    private let service: Distribution

    init(_ health: GeneratorHealth, _ service: Distribution) {
        self.health = health
        self.service = service
    }

    /// Why a breached limit on time may be the generator's doing, in words; nothing where the target alone explains it.
    func mayBreach(_ limit: TimeSpan, _ statistic: Threshold.Statistic) -> String? {
        guard service.count > 0 else { return nil }
        let stall = health.longestStall ?? .zero
        if statistic == .max {
            guard service.max - stall <= limit else { return nil }
            let late = max(stall, health.lag.count > 0 ? health.lag.max : .zero)
            return late > .zero ? "this machine was up to \(late) late itself, and the longest service time is \(service.max); \(Self.mend)" : nil
        }
        // What it takes to lift a usual response over the limit, or half of it: the target's own tail may do the rest.
        let enough = max((limit - service.quantile(0.5)) / 2, .microseconds(100))
        let lateShare = health.lag.count > 0 ? 1 - health.lag.share(atMost: enough) : 0
        let stalledShare = stall > enough ? health.stalledShare ?? 0 : 0
        let share = max(lateShare, stalledShare)
        // Each stall makes some leave late, and may keep as many from being read in time.
        let beyond = 1 - service.share(atMost: limit)
        guard beyond - 2 * share <= 1 - statistic.share else { return nil }
        guard share > 0 else { return "the target's own service times keep the limit; what is beyond it left late on this machine; \(Self.mend)" }
        let cause = lateShare >= stalledShare
            ? "\(Self.percent(lateShare)) of the requests left more than \(enough) late" : "the sending thread stood still for \(Self.percent(stalledShare)) of the time"
        return "\(cause), and \(Self.percent(beyond)) of the service times are beyond the limit: this machine, not the target, may have done it; \(Self.mend)"
    }

    private static let mend = "use a less busy machine, or one without a CPU quota"

    private static func percent(_ share: Double) -> String { "\((share * 1_000).rounded() / 10) %" }
}
