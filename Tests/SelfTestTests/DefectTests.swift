import Conformance
import Limiters
import Simulation
import TestSupport
import Testing
import Timeline

/// Goal: every check can fail, and names the fault it is there for. Method: each defect of the catalogue in virtual time, on the full
/// contract of the vendor and on a short window.
@Suite struct DefectTests {
    @Test("every defect is found and named by its check", arguments: Defect.catalog.map(\.name))
    func isNamed(name: String) async throws {
        let defect = try #require(Defect.named(name))
        for (quota, window) in [(100, TimeSpan.seconds(60)), (20, .seconds(60))] {
            for seed in UInt64(1)...3 {
                var run = SimulatedRun()
                run.quota = quota
                run.window = window
                run.defects = [defect]
                run.seed = seed
                let judgement = await run.judged()
                let named = try #require(judgement[CheckID(defect.namedBy)])
                #expect(named.verdict == .fail, "\(name) \(quota)/\(window) seed \(seed)\n\(judgement.complaints)")
                #expect(!named.witness.isEmpty)
                // A broken must is named before a broken should.
                let first = judgement.failures.first { $0.level == named.level }
                #expect(first?.id == named.id, "\(name): named \(judgement.failures.map(\.id)) first")
            }
        }
    }

    @Test("every check has a defect that it names")
    func everyCheckIsProvenAbleToFail() {
        let named = Set(Defect.catalog.map(\.namedBy))
        for check in CheckCatalog.all { #expect(named.contains(check.id.description), "no defect is named by \(check.id)") }
    }

    @Test("limiters of another kind are failed", arguments: Algorithm.allCases.filter { !$0.isFixedWindow })
    func otherAlgorithmsFail(algorithm: Algorithm) async {
        for seed in UInt64(1)...5 {
            var run = SimulatedRun()
            run.algorithm = algorithm
            run.seed = seed
            let judgement = await run.judged()
            #expect(judgement.verdict == .fail, "\(algorithm) seed \(seed)\n\(judgement.complaints)")
        }
    }
}
