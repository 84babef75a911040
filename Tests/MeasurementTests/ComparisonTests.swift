import Foundation
import Testing
import Timeline
import Measurement
import Turns

/// Goal: a comparison raises no false alarm, finds what it is for, and never calls an open question settled. Method: known values of the
/// distributions; thousands of simulated comparisons whose truth is known, each run drawn request by request.
@Suite(.computes) struct ComparisonTests {
    @Test("what is shown before and after changes as the change says, however the runs lie")
    func sign() {
        // The medians fall, the geometric means rise.
        let found = MetricComparison(baseline: [10, 10, 1], candidate: [9, 9, 9], ComparisonRules())
        #expect(found.change > 0 && found.candidate > found.baseline)
        #expect(abs((found.candidate / found.baseline - 1) * 100 - found.change) < 1e-9)
        let shares = MetricComparison(baseline: [0, 0, 9], candidate: [1, 1, 1], scale: .difference, ComparisonRules())
        #expect(abs(shares.candidate - shares.baseline - shares.change) < 1e-9)
    }

    @Test("Student's t has the values of the tables", arguments: [
        (0.025, 1.0, 12.706), (0.025, 4, 2.776), (0.005, 9, 3.250), (0.0005, 9, 4.781), (0.025, 30, 2.042), (0.025, 1e6, 1.960),
    ])
    func student(tail: Double, degrees: Double, value: Double) {
        #expect(abs(StudentT.quantile(tail: tail, degrees: degrees) - value) < 0.001)
    }

    @Test("relabelling counts every way")
    func relabelling() {
        // One of twenty labellings puts 4, 5, 6 above 1, 2, 3, and one below.
        #expect(abs(Resampling.twoSided([1, 2, 3], [4, 5, 6]) - 0.1) < 1e-12)
        #expect(Resampling.twoSided([1, 2, 3], [1, 2, 3]) == 1)
        #expect(abs(Resampling.paired([1, 2, 3, 4]) - 2.0 / 16) < 1e-12)
        #expect(Resampling.paired([1, -1]) == 1)
        // Too many to try all: near the exact value.
        let (low, high) = ((0..<12).map(Double.init), (0..<12).map { Double($0) + 30 })
        #expect(Resampling.twoSided(low, high) < 0.001)
    }

    @Test("one run a side shows nothing, unless its noise is known")
    func singleRuns() {
        var rules = ComparisonRules()
        let blind = MetricComparison(baseline: [10], candidate: [20], rules)
        #expect(blind.verdict == .cannotTell && blind.low == nil && blind.explanation.contains("--noise"))
        rules.noise = 0.03
        #expect(MetricComparison(baseline: [10], candidate: [20], rules).verdict == .worse)
        #expect(MetricComparison(baseline: [10], candidate: [5], rules).verdict == .better)
        #expect(MetricComparison(baseline: [10], candidate: [10.8], rules).verdict == .cannotTell)
    }

    @Test("more is better for a rate, and a share may be zero")
    func directions() {
        let rules = ComparisonRules()
        let (before, after) = ([100, 101, 99, 100.5, 100], [80, 81, 79, 80.5, 80])
        #expect(MetricComparison(baseline: before, candidate: after, rules).verdict == .better)
        #expect(MetricComparison(baseline: before, candidate: after, lessIsBetter: false, rules).verdict == .worse)
        #expect(MetricComparison(baseline: before, candidate: before, rules).verdict == .equal)
        let none = [0.0, 0, 0, 0]
        #expect(MetricComparison(baseline: none, candidate: none, scale: .difference, leastSpread: 0.03, rules).verdict == .equal)
        #expect(MetricComparison(baseline: none, candidate: [5, 6, 5, 5.5], scale: .difference, leastSpread: 0.03, rules).verdict == .worse)
        // A single failure in one run is no change.
        #expect(MetricComparison(baseline: none, candidate: [0, 0.1, 0, 0], scale: .difference, leastSpread: 0.1, rules).verdict != .worse)
        #expect(MetricComparison(baseline: [1, 0, 1, 1], candidate: [1, 1, 1, 1], rules).verdict == .cannotTell)
    }

    // MARK: Simulation

    /// A service whose runs differ by a few percent, now and then by more, and whose requests are spread log-normally with a tail.
    private struct Service {
        var median = 1.0
        var tail = 1.0

        func run(_ random: inout SeededRandom, requests: Int) -> (p50: Double, p99: Double) {
            func normal() -> Double { (-2 * log(1 - random.unit())).squareRoot() * cos(2 * .pi * random.unit()) }
            // Runs differ by 2.5 % in the median and 5 % in the tail; one in twenty had a bad neighbour.
            let bad = random.unit() < 0.05 ? 1 + 0.15 * random.unit() : 1
            let (level, stretch) = (exp(0.025 * normal()) * bad, exp(0.05 * normal()) * bad)
            var distribution = Distribution()
            for _ in 0..<requests {
                let isSlow = random.unit() < 0.03
                let ms = isSlow ? 8 * tail * stretch * exp(0.2 * normal()) : 2 * median * level * exp(0.3 * normal())
                distribution.record(TimeSpan(seconds: ms / 1_000))
            }
            return (distribution.quantile(0.5).inMilliseconds, distribution.quantile(0.99).inMilliseconds)
        }
    }

    /// Adds pairs as `compare --target A --target B` does; gives what it ends with and after how many pairs.
    private func compare(_ a: Service, _ b: Service, seed: UInt64) -> (p50: MetricComparison, p99: MetricComparison, pairs: Int) {
        var random = SeededRandom(seed: seed)
        var rules = ComparisonRules()
        // As many as a report compares; two of them never vary here.
        (rules.metrics, rules.looks) = (4, [4, 6, 8, 10])
        var (before, after): ([(p50: Double, p99: Double)], [(p50: Double, p99: Double)]) = ([], [])
        while true {
            before.append(a.run(&random, requests: 2_500))
            after.append(b.run(&random, requests: 2_500))
            guard rules.looks.contains(before.count) else { continue }
            let p50 = MetricComparison(baseline: before.map(\.p50), candidate: after.map(\.p50), isPaired: true, rules)
            let p99 = MetricComparison(baseline: before.map(\.p99), candidate: after.map(\.p99), isPaired: true, rules)
            let verdicts = [p50.verdict, p99.verdict]
            if verdicts.contains(.worse) || !verdicts.contains(.cannotTell) || before.count == 10 { return (p50, p99, before.count) }
        }
    }

    @Test("equals raise an alarm in at most one of a hundred comparisons")
    func falseAlarms() {
        let results = concurrently(Array(0..<1_000)) { compare(Service(), Service(), seed: UInt64($0)) }
        let alarms = results.count { [$0.p50.verdict, $0.p99.verdict].contains { $0 == .worse || $0 == .better } }
        #expect(alarms <= 10, "\(alarms) of 1,000")
    }

    @Test("a slower median and a longer tail are found within ten pairs", arguments: [(1.10, 1.0), (1.0, 1.20)])
    func power(median: Double, tail: Double) {
        let results = concurrently(Array(0..<400)) { compare(Service(), Service(median: median, tail: tail), seed: UInt64(10_000 + $0)) }
        let found = results.count { (median > 1 ? $0.p50 : $0.p99).verdict == .worse }
        #expect(found >= 380, "\(found) of 400")
    }

    @Test("a change that matters is not called equal")
    func neverGreen() {
        let results = concurrently(Array(0..<400)) { compare(Service(), Service(median: 1.06), seed: UInt64(20_000 + $0)) }
        #expect(results.count { $0.p50.verdict == .equal } <= 20)
    }
}
