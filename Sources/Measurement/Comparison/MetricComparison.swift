#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// One metric of the runs on two sides, and what may be concluded from it.
///
/// The run is the unit: each gives one value, and how much runs differ by themselves decides what a difference means.
/// Source: docs/comparing.md.
package struct MetricComparison: Sendable, Equatable {
    package enum Verdict: String, Sendable { case equal, better, worse, cannotTell = "cannot-tell" }

    /// How values are held against each other.
    package enum Scale: Sendable, Equatable {
        /// By their ratio: times and rates, which are above zero.
        case ratio
        /// By their difference: shares in percent, which may be zero.
        case difference
    }

    package var verdict: Verdict
    /// In the middle of the runs.
    package var baseline: Double
    package var candidate: Double
    /// candidate ÷ baseline − 1 in percent, or the difference in percentage points.
    package var change: Double
    /// The interval that holds the true change; nothing where the spread of runs is not known.
    package var low: Double?
    package var high: Double?
    /// Why, in one sentence.
    package var explanation: String
}

/// The rules of a comparison.
package struct ComparisonRules: Sendable, Equatable {
    /// A change that nobody would act on, as a share; for differences ten times that in percentage points: 0.5 points for 5 %.
    package var margin = 0.05
    /// How often a comparison of equals may be called worse, over all its metrics and looks; as often better.
    package var falseAlarms = 0.01
    /// How many metrics share that.
    package var metrics = 1
    /// The numbers of pairs after which the comparison is looked at, rising; empty for a single look.
    package var looks: [Int] = []
    /// How much runs differ by themselves, as a share, where somebody knows; nothing where the runs have to show it.
    package var noise: Double?

    package init() {}

    /// The probability of error left for one side of one metric when so many runs a side are there.
    ///
    /// The looks share it by the power family (K. Kim and D. DeMets, 1987): early ones, with few runs and wide intervals, get little, so that
    /// the last keeps nearly all. Summed without regard to how alike looks are, which errs to the safe side.
    func tail(after runs: Int) -> Double {
        falseAlarms / Double(max(1, metrics)) * share(after: runs)
    }

    /// What one look may spend of an allowance.
    private func share(after runs: Int) -> Double {
        guard let last = looks.last, let look = looks.lastIndex(where: { $0 <= runs }) else { return 1 }
        func spent(_ pairs: Int) -> Double { pow(Double(pairs) / Double(last), Self.spending) }
        return spent(looks[look]) - (look > 0 ? spent(looks[look - 1]) : 0)
    }
    private static let spending = 5.0
    /// For saying that nothing changed, which is no alarm: two one-sided tests (D. Schuirmann, 1987). All metrics have to pass, so they share
    /// nothing; the looks do.
    func equalityTail(after runs: Int) -> Double { 0.025 * share(after: runs) }
    /// Relabelling must agree where it can: it knows nothing of normal distributions.
    static let mostByChance = 0.05
}

extension MetricComparison {
    /// Fewer runs than this on both sides together show no spread worth calculating with.
    private static let fewest = 4

    /// `paired` where the runs of both sides alternated, so that they share what the machine did; `leastSpread` is how much a run's value varies by
    /// counting alone, so that runs which agree by luck do not look exact.
    package init(
        baseline: [Double], candidate: [Double], scale: Scale = .ratio, lessIsBetter: Bool = true, isPaired: Bool = false, leastSpread: Double = 0,
        _ rules: ComparisonRules
    ) {
        let usable = !baseline.isEmpty && !candidate.isEmpty && (scale == .difference || (baseline + candidate).allSatisfy { $0 > 0 })
        // The change is measured between these, so that what is shown before and after shows it too.
        self.baseline = Self.usual(baseline, scale, usable)
        self.candidate = Self.usual(candidate, scale, usable)
        let isMissing = baseline.isEmpty || candidate.isEmpty
        (verdict, change, low, high, explanation) = (.cannotTell, 0, nil, nil, isMissing ? "not every run has a value" : "a run has the value zero, which has no ratio")
        guard usable else { return }

        let (before, after) = scale == .ratio ? (baseline.map { log($0) }, candidate.map { log($0) }) : (baseline, candidate)
        func shown(_ value: Double) -> Double { scale == .ratio ? (exp(value) - 1) * 100 : value }
        let differences = zip(before, after).map { $1 - $0 }
        let isPaired = isPaired && before.count == after.count && before.count >= 2
        let estimate = isPaired ? Self.mean(differences) : Self.mean(after) - Self.mean(before)
        change = shown(estimate)
        guard let spread = Spread(before, after, isPaired ? differences : nil, rules, scale, least: leastSpread) else {
            explanation = "\(baseline.count) against \(candidate.count) runs do not show how much runs differ by themselves; "
                + "at least \(Self.fewest) in all, two on one side, would (compare takes --noise where you know)"
            return
        }
        let certain = spread.halfWidth(rules.tail(after: before.count))
        let likely = spread.halfWidth(rules.equalityTail(after: before.count))
        // An end beyond all measure says no more than none.
        (low, high) = (Optional(shown(estimate - certain)).filter(Self.isUsable), Optional(shown(estimate + certain)).filter(Self.isUsable))
        let margin = scale == .ratio ? log(1 + rules.margin) : rules.margin * 10
        let isOutside = abs(estimate) > certain && abs(estimate) >= margin
        if estimate - likely > -margin, estimate + likely < margin {
            verdict = .equal
            explanation = "the change lies within ±\(Self.percent(rules.margin * 100, scale))"
        } else if isOutside, Self.isConfirmed(before, after, isPaired ? differences : nil) {
            verdict = (estimate < 0) == lessIsBetter ? .better : .worse
            explanation = "there is a change for certain, and it was measured to be larger than \(Self.percent(rules.margin * 100, scale))"
        } else {
            explanation = "the runs differ too much by themselves to tell a change of \(Self.percent(rules.margin * 100, scale)); more runs narrow the interval"
        }
    }

    private static func isUsable(_ value: Double) -> Bool { value.isFinite && abs(value) < 1e6 }

    /// Relabelling whole runs must find the difference unusual too, where there are enough runs for it to find anything unusual.
    private static func isConfirmed(_ before: [Double], _ after: [Double], _ differences: [Double]?) -> Bool {
        let rarest = differences.map { 2 / Double(1 << min(30, $0.count)) } ?? 2 / Resampling.choices(before.count + after.count, after.count)
        guard rarest <= ComparisonRules.mostByChance else { return true }
        return (differences.map(Resampling.paired) ?? Resampling.twoSided(before, after)) <= ComparisonRules.mostByChance
    }

    /// How far the estimate can lie from the truth.
    private struct Spread {
        private let standardError: Double
        /// Nothing where the spread was stated instead of estimated.
        private let degrees: Double

        init?(_ before: [Double], _ after: [Double], _ differences: [Double]?, _ rules: ComparisonRules, _ scale: Scale, least: Double) {
            let (n, m) = (Double(before.count), Double(after.count))
            // What is known of times says nothing of shares, which vary by counting.
            if let noise = rules.noise {
                standardError = (scale == .ratio ? log(1 + noise) : least) * (1 / n + 1 / m).squareRoot()
                degrees = 1e6
            } else if let differences {
                guard before.count + after.count >= fewest else { return nil }
                standardError = (max(MetricComparison.variance(differences), 2 * least * least) / n).squareRoot()
                degrees = n - 1
            } else {
                // The spread of both sides together: it serves one run against many, too.
                guard n + m >= Double(fewest) else { return nil }
                let pooled = (MetricComparison.variance(before) * (n - 1) + MetricComparison.variance(after) * (m - 1)) / (n + m - 2)
                standardError = (max(pooled, least * least) * (1 / n + 1 / m)).squareRoot()
                degrees = n + m - 2
            }
        }

        func halfWidth(_ tail: Double) -> Double { standardError * StudentT.quantile(tail: tail, degrees: degrees) }
    }

    private static func percent(_ value: Double, _ scale: Scale) -> String {
        let tenths = Int((value * (scale == .ratio ? 10 : 1)).rounded())
        return "\(tenths / 10)\(tenths % 10 == 0 ? "" : ".\(tenths % 10)") \(scale == .ratio ? "%" : "percentage points")"
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(max(1, values.count)) }

    private static func variance(_ values: [Double]) -> Double {
        guard values.count > 1 else { return 0 }
        let mean = mean(values)
        return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }

    /// The mean, of ratios the geometric one.
    private static func usual(_ values: [Double], _ scale: Scale, _ isUsable: Bool) -> Double {
        guard !values.isEmpty else { return 0 }
        return scale == .ratio && isUsable ? exp(mean(values.map { log($0) })) : mean(values)
    }
}

extension Optional {
    fileprivate func filter(_ isIncluded: (Wrapped) -> Bool) -> Wrapped? { flatMap { isIncluded($0) ? $0 : nil } }
}
