import Conformance
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: a cause hides what it brings about, and nothing else. Method: limiters that deviate in one thing, alone and with a fault that
/// has nothing to do with it, in virtual time.
@Suite(.computes) struct CauseTests {
    /// A limiter and a fault of what it says or does.
    struct Case: CustomTestStringConvertible, Sendable {
        var algorithm: Algorithm
        var defect: String
        /// The check that must fail on its own.
        var stands: CheckID
        var testDescription: String { "\(algorithm.rawValue) with \(defect)" }
    }

    private func judged(_ algorithm: Algorithm, _ defects: [String] = [], _ change: (inout SimulatedRun) -> Void = { _ in }) async -> Judgement {
        var run = SimulatedRun()
        run.algorithm = algorithm
        run.defects = defects.compactMap(Defect.named)
        change(&run)
        return await run.judged()
    }

    @Test("a limiter of another kind fails by its kind, and its own waits, counts and resets follow from that",
          arguments: [Algorithm.slidingLog, .slidingCounter, .segmentedWindow, .tokenBucket, .gcra])
    func kinds(algorithm: Algorithm) async {
        let judgement = await judged(algorithm)
        #expect(judgement.headline?.id == "ALG-01", "\(judgement.complaints)")
        #expect(judgement.failures.map(\.id) == ["ALG-01"], "\(judgement.complaints)")
    }

    @Test("what is wrong on its own stands beside the kind of the limiter", arguments: [
        Case(algorithm: .slidingLog, defect: "retry-after-as-epoch", stands: "RTA-07"),
        Case(algorithm: .slidingLog, defect: "retry-after-in-milliseconds", stands: "RTA-07"),
        Case(algorithm: .slidingLog, defect: "retry-after-rounded-down-to-one", stands: "RTA-04"),
        Case(algorithm: .slidingLog, defect: "retry-after-zero", stands: "RTA-03"),
        Case(algorithm: .tokenBucket, defect: "retry-after-in-milliseconds", stands: "RTA-07"),
        Case(algorithm: .gcra, defect: "retry-after-as-epoch", stands: "RTA-07"),
        Case(algorithm: .segmentedWindow, defect: "retry-after-as-epoch", stands: "RTA-07"),
        Case(algorithm: .slidingLog, defect: "reset-in-milliseconds", stands: "HDR-09"),
        Case(algorithm: .tokenBucket, defect: "reset-as-delta", stands: "HDR-09"),
        Case(algorithm: .slidingLog, defect: "costs-two", stands: "CNT-04"),
        Case(algorithm: .slidingLog, defect: "limited-as-503", stands: "SEM-01"),
    ])
    func besides(case one: Case) async {
        let judgement = await judged(one.algorithm, [one.defect])
        #expect(judgement[one.stands]?.verdict == .fail, "\(judgement.complaints)")
    }

    @Test("windows of another length are one fault, with the length as its name", arguments: [TimeSpan.seconds(1), .seconds(2), .seconds(8)])
    func lengths(window: TimeSpan) async {
        for algorithm in [Algorithm.fixedWindowEpoch, .fixedWindowFirstRequest] {
            let judgement = await judged(algorithm) { $0.limiterWindow = window }
            #expect(judgement.headline?.id == "WIN-01", "\(algorithm) \(window)\n\(judgement.complaints)")
        }
    }

    @Test("a limiter with a lower limit that it states is one fault")
    func lowerLimit() async {
        let judgement = await judged(.fixedWindowEpoch) { $0.limiterQuota = 10 }
        #expect(judgement.headline?.id == "HDR-07", "\(judgement.complaints)")
        #expect(judgement.failures.map(\.id) == ["HDR-07"], "\(judgement.complaints)")
    }

    @Test("every check that the table names exists, and no line is idle")
    func tableReaches() {
        let ids = Set(CheckCatalog.all.map(\.id))
        for line in CauseTable.all {
            #expect(line.causes.checks?.isSubset(of: ids) ?? false, "\(line.why)")
            #expect(line.effects.checks?.isSubset(of: ids) ?? true, "\(line.why)")
            #expect(line.why.hasSuffix("."))
        }
    }
}
