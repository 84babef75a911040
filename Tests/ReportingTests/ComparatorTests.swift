import Conformance
import Measurement
import Reporting
import SelfTest
import Testing

/// Goal: a comparison names a broken promise before anything measured, and is green only when all is decided. Method: reports of simulated runs,
/// changed in one thing.
@Suite struct ComparatorTests {
    private func runs(_ report: Report, factors: [Double] = [1, 1.01, 0.99, 1.005, 0.995]) -> [Report] {
        factors.map { factor in
            var run = report
            for index in run.latency.indices {
                run.latency[index].responseTimeMs.p50.value *= factor
                run.latency[index].responseTimeMs.p99.value *= factor
            }
            return run
        }
    }

    private func compare(_ before: [Report], _ after: [Report]) -> Report.Comparison {
        ReportComparator(baseline: before, candidate: after, ComparisonRules()).comparison()
    }

    @Test("the same runs are equal, and an equal comparison passes")
    func equal() async throws {
        let runs = runs(await ReportTests.report(SimulatedRun()))
        let comparison = compare(runs, runs)
        #expect(comparison.verdict == "equal" && comparison.metrics.allSatisfy { $0.verdict == "equal" })
        #expect(comparison.metrics.map(\.name) == ["response_time.p50 (admitted)", "share (failed)"])
        #expect(runs[0].compared(comparison).exitCode == 0)
    }

    @Test("slower runs are worse, and exit with 2")
    func slower() async throws {
        let report = await ReportTests.report(SimulatedRun())
        let comparison = compare(runs(report), runs(report, factors: [1.2, 1.21, 1.19, 1.2, 1.2]))
        #expect(comparison.verdict == "worse" && comparison.reason.contains("response_time.p50"))
        let compared = report.compared(comparison)
        #expect(compared.exitCode == 2 && compared.verdict == .fail)
        #expect(report.held(against: comparison).exitCode == 2)
    }

    @Test("a check that passed and fails now is named first, and a violation outranks the comparison")
    func conformance() async throws {
        let (sound, broken) = (await ReportTests.report(SimulatedRun()), await ReportTests.report(try ReportTests.faulty("retry-after-zero")))
        let comparison = compare(runs(sound), runs(broken, factors: [1.2, 1.21, 1.19, 1.2, 1.2]))
        #expect(comparison.verdict == "worse" && comparison.reason.hasPrefix("Worse than the baseline: RTA-03"))
        #expect(comparison.checks.first?.before == "pass" && comparison.checks.first?.after == "fail")
        #expect(broken.held(against: comparison).exitCode == 1)
        #expect(compare(runs(broken), runs(sound)).checks.contains { $0.id == "RTA-03" && $0.verdict == "better" })
    }

    @Test("one run a side decides nothing, and is not green")
    func undecided() async throws {
        let report = await ReportTests.report(SimulatedRun())
        let comparison = compare([report], [report])
        #expect(comparison.verdict == "cannot-tell" && report.compared(comparison).exitCode == 3 && report.held(against: comparison).exitCode == 3)
    }

    @Test("runs of a generator that was the bottleneck say nothing about latency")
    func invalid() async throws {
        var late = runs(await ReportTests.report(SimulatedRun()))
        late[2].generator.valid = false
        late[2].generator.reasons = ["requests left late"]
        let comparison = compare(late, late)
        #expect(comparison.verdict == "cannot-tell" && comparison.metrics.allSatisfy { $0.explanation.contains("requests left late") })
    }

    @Test("a side that answers nothing, or only a part of it, is not green")
    func nothingAnswered() async throws {
        let sound = runs(await ReportTests.report(SimulatedRun()))
        var refusing = sound
        for index in refusing.indices { refusing[index].latency.removeAll { $0.outcome == "admitted" } }
        let refused = compare(sound, refusing)
        #expect(refused.verdict == "cannot-tell" && refused.metrics.first?.explanation == "5 of 10 runs have no value", "\(refused)")
        var partial = sound
        partial[1].run.partial = "the target was lost"
        let cut = compare(sound, partial)
        #expect(cut.verdict == "cannot-tell" && cut.metrics.allSatisfy { $0.explanation.contains("is partial") })
        // Where the load was meant to be admitted, that it is not is worse.
        func only(_ outcome: String) -> [Report] {
            sound.map { run in
                var run = run
                run.latency = run.latency.filter { $0.outcome == "admitted" }
                run.latency[0].outcome = outcome
                return run
            }
        }
        #expect(compare(only("admitted"), only("limited")).metrics.last?.verdict == "worse")
    }

    @Test("a check that becomes undecided is not green", arguments: [("pass", "inconclusive"), ("fail", "skip"), ("observed", "inconclusive"), ("pass", "skip")])
    func undecidedCheck(before: String, after: String) async throws {
        var (baseline, candidate) = (runs(await ReportTests.report(SimulatedRun())), runs(await ReportTests.report(SimulatedRun())))
        for index in baseline.indices { (baseline[index].checks[3].verdict, candidate[index].checks[3].verdict) = (before, after) }
        let comparison = compare(baseline, candidate)
        #expect(comparison.verdict == "cannot-tell" && comparison.reason.contains(baseline[0].checks[3].id))
    }

    @Test("a share that is the same at an end of the scale in every run is equal, with what would have shown")
    func noFailures() async throws {
        var sound = runs(await ReportTests.report(SimulatedRun()))
        for index in sound.indices { sound[index].latency.removeAll { $0.outcome == "failed" } }
        let share = try #require(compare(sound, sound).metrics.first { $0.name == "share (failed)" })
        #expect(share.verdict == "equal" && share.explanation.contains("in one would have shown"))
    }

    @Test("a comparison is in every format")
    func formats() async throws {
        let (sound, broken) = (await ReportTests.report(SimulatedRun()), await ReportTests.report(try ReportTests.faulty("retry-after-zero")))
        let report = broken.compared(compare(runs(sound), runs(broken)))
        for format in [ReportFormat.json, .html, .markdown, .junit, .text] {
            let text = String(decoding: try format.render(report), as: UTF8.self)
            #expect(text.contains("RTA-03") && text.replacing("\\", with: "").contains("response_time.p50"), "\(format)")
        }
        #expect(try JSONReport.read(ReportFormat.json.render(report)) == report)
    }
}
