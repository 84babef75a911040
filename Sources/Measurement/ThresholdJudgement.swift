import Timeline

/// What a run says about one threshold.
package struct ThresholdJudgement: Sendable, Equatable {
    /// A measured value with the interval in which the true one lies with 95 % confidence; the ends are the value where it was counted exactly.
    package struct Observed: Sendable, Equatable {
        package var value: Double
        package var low: Double?
        package var high: Double?
    }

    package var verdict: Threshold.Verdict
    /// In the metric's unit; nothing where nothing was measured.
    package var observed: Observed?
    /// Why nothing was decided, and what would decide it; empty otherwise.
    package var explanation = ""
}

extension Threshold {
    /// Latencies of all outcomes together say nothing when more than this share of them was limited.
    private static let mostLimited = 0.01
    /// The normal quantile of a two-sided interval of 95 %.
    private static let z = 1.96

    /// An interval that holds the limit decides nothing; no sample decides nothing either.
    package func judge(_ measurements: Measurements) -> ThresholdJudgement {
        switch metric {
        case .latency(.lag, let statistic): judge(measurements.health.lag, statistic, of: "requests of load phases")
        case .latency(let quantity, let statistic): latency(quantity, statistic, measurements)
        case .share: share(measurements)
        case .rate: counted(measurements.load.rate(of: outcome), "no load phase was measured")
        case .missed:
            counted(measurements.load.scheduled > 0 ? 100 * Double(measurements.load.missed) / Double(measurements.load.scheduled) : nil,
                    "no load phase was measured")
        case .wrongBodies: wrongBodies(measurements)
        case .cpu: counted(measurements.health.cpuShare.map { $0 * 100 }, "in virtual time the generator's CPU is not measured")
        }
    }

    private func wrongBodies(_ measurements: Measurements) -> ThresholdJudgement {
        guard let bodies = measurements.bodies else { return counted(nil, "no body was looked at; see load.N.bodies") }
        guard bodies.checked > 0 else {
            return counted(nil, "all \(bodies.encoded ?? 0) bodies are compressed although nobody asked (Content-Encoding), and were not looked at")
        }
        return proportion(bodies.wrong, of: bodies.checked, "bodies")
    }

    private func latency(_ quantity: Quantity, _ statistic: Statistic, _ measurements: Measurements) -> ThresholdJudgement {
        let classes = measurements.latency.filter { outcome == nil || $0.outcome == outcome }
        let all = classes.reduce(0) { $0 + $1.responseTime.count }
        let limited = classes.first { $0.outcome == .limited }?.responseTime.count ?? 0
        if outcome == nil, limited < all, Double(limited) > Self.mostLimited * Double(all) {
            let percent = (Double(limited) / Double(all) * 1000).rounded() / 10
            return ThresholdJudgement(verdict: .inconclusive, observed: nil, explanation: """
                \(percent) % of the responses were limited, and quick refusals would make slow successes look fast; give the threshold an outcome
                """)
        }
        var (response, service) = (Distribution(), Distribution())
        for latency in classes {
            response.add(latency.responseTime)
            service.add(latency.serviceTime)
        }
        let judgement = judge(quantity == .responseTime ? response : service, statistic, of: outcome.map { "\($0.rawValue) responses" } ?? "responses")
        guard bound == .atMost, judgement.verdict == .fail,
              let why = OwnLag(measurements.health, service).mayBreach(TimeSpan(seconds: limit / 1_000), statistic) else { return judgement }
        return ThresholdJudgement(verdict: .inconclusive, observed: judgement.observed, explanation: why)
    }

    private func judge(_ distribution: Distribution, _ statistic: Statistic, of what: String) -> ThresholdJudgement {
        guard distribution.count > 0 else {
            return ThresholdJudgement(verdict: .inconclusive, observed: nil, explanation: "there were no \(what)")
        }
        if statistic == .max { return counted(distribution.max.inMilliseconds, "") }
        let estimate = distribution.estimate(statistic.share)
        let observed = ThresholdJudgement.Observed(value: estimate.value.inMilliseconds, low: estimate.low?.inMilliseconds, high: estimate.high?.inMilliseconds)
        let verdict = verdict(observed)
        guard verdict == .inconclusive else { return ThresholdJudgement(verdict: verdict, observed: observed) }
        let below = distribution.share(atMost: TimeSpan(seconds: limit / 1_000))
        return ThresholdJudgement(verdict: verdict, observed: observed, explanation:
            undecided(distribution.count, share: statistic.share, apart: below - statistic.share, of: what))
    }

    private func share(_ measurements: Measurements) -> ThresholdJudgement {
        let all = measurements.latency.reduce(0) { $0 + $1.responseTime.count } + measurements.unreached
        guard all > 0 else { return ThresholdJudgement(verdict: .inconclusive, observed: nil, explanation: "nothing was answered") }
        let unreached = outcome == nil || outcome == .failed ? measurements.unreached : 0
        let count = measurements.latency.filter { outcome == nil || $0.outcome == outcome }.reduce(unreached) { $0 + $1.responseTime.count }
        return proportion(count, of: all, "responses")
    }

    private func proportion(_ count: Int, of all: Int, _ what: String) -> ThresholdJudgement {
        let (p, n) = (Double(count) / Double(all), Double(all))
        // None at all, and all without exception, are said of the run, not of a share behind it.
        if bound == .atMost ? limit <= 0 : limit >= 100 { return counted(p * 100, "") }
        // E. B. Wilson, "Probable inference" (1927): right near 0 and 1 too, where shares of failures lie.
        let z2 = Self.z * Self.z
        let middle = (p + z2 / (2 * n)) / (1 + z2 / n)
        let half = Self.z / (1 + z2 / n) * (p * (1 - p) / n + z2 / (4 * n * n)).squareRoot()
        // At the ends the interval is exact, and arithmetic is not.
        let observed = ThresholdJudgement.Observed(
            value: p * 100, low: count == 0 ? 0 : max(0, middle - half) * 100, high: count == all ? 100 : min(1, middle + half) * 100)
        let verdict = verdict(observed)
        guard verdict == .inconclusive else { return ThresholdJudgement(verdict: verdict, observed: observed) }
        return ThresholdJudgement(verdict: verdict, observed: observed, explanation:
            undecided(all, share: limit / 100, apart: p - limit / 100, of: what))
    }

    /// What was counted exactly decides by itself.
    private func counted(_ value: Double?, _ missing: String) -> ThresholdJudgement {
        guard let value else { return ThresholdJudgement(verdict: .inconclusive, observed: nil, explanation: missing) }
        let observed = ThresholdJudgement.Observed(value: value, low: value, high: value)
        return ThresholdJudgement(verdict: verdict(observed), observed: observed)
    }

    private func verdict(_ observed: ThresholdJudgement.Observed) -> Verdict {
        // 29 of 100 are 29 %, whatever floating point makes of it.
        let slack = 1e-9 * Swift.max(1, limit)
        switch bound {
        case .atMost:
            if let low = observed.low, low > limit + slack { return .fail }
            if let high = observed.high, high <= limit + slack { return .pass }
        case .atLeast:
            if let high = observed.high, high < limit - slack { return .fail }
            if let low = observed.low, low >= limit - slack { return .pass }
        }
        return .inconclusive
    }

    /// How many samples would decide, if the share on the far side of the limit stays what it was.
    ///
    /// A binomial count of n with share q spreads by √(n q (1 − q)); it is told apart from n (q + d) once z times that is below n |d|.
    private func undecided(_ count: Int, share q: Double, apart: Double, of what: String) -> String {
        let spread = Self.z * Self.z * max(q * (1 - q), 1e-9)
        // With fewer than this, a percentile has no bound above it at all.
        let least = q < 1 ? spread / ((1 - q) * (1 - q)) + 1 / (1 - q) : 0
        guard abs(apart) > 1e-6 else { return "the limit lies on what was measured with \(count) \(what); no number of them would decide it soon" }
        let needed = Swift.max((spread / (apart * apart)).rounded(.up), least.rounded(.up))
        guard needed < 1e9 else { return "the limit lies on what was measured with \(count) \(what); no number of them would decide it soon" }
        return "\(count) \(what) are too few to decide; about \(Swift.max(Int(needed), count + 1)) would"
    }
}
