import Conformance
import Limiters
import SelfTest
import Simulation
import Testing
import Timeline
import Turns

/// Goal: every check can fail, and names the fault it is there for. Method: each defect of the catalogue in virtual time. `rateproof selftest`
/// does the same with the vendor's own numbers, and with pairs of defects.
@Suite(.computes) struct DefectTests {
    @Test("every defect is found and named by its check")
    func areNamed() async {
        let rows = await DefectMatrix(quota: 20, window: .seconds(60), seed: 2).singles(workers: 2)
        #expect(rows.count == Defect.catalog.count && rows.count >= 64)
        for row in rows {
            #expect(row.isKilled, "\(row.defects)")
            #expect(row.failures.allSatisfy { !$0.witness.isEmpty })
        }
        // A fault that uses up a small quota by itself may be named by what it does to the count.
        let misnamed = rows.filter { !$0.isNamed }
        #expect(misnamed.count * 20 <= rows.count, "\(misnamed.map { "\($0.defects): \($0.failures.map(\.id))" })")
    }

    @Test("given keys that are stated to be the run's alone prove what made-up keys prove")
    func areNamedWithGivenKeys() async {
        let rows = await DefectMatrix(quota: 20, window: .seconds(60), seed: 2, givenKeys: true).singles(workers: 2)
        let missed = rows.filter { !$0.isKilled }
        #expect(missed.isEmpty, "\(missed.map(\.defects))")
        let misnamed = rows.filter { row in row.isKilled && !row.failures.contains { $0.id == row.expected } }
        #expect(misnamed.count * 20 <= rows.count, "\(misnamed.map { "\($0.defects): \($0.failures.map(\.id))" })")
    }

    @Test("every must and should check has a defect that it names")
    func everyCheckIsProvenAbleToFail() {
        let named = Set(Defect.catalog.map(\.namedBy) + PromiseFault.catalog.flatMap(\.namedBy))
        for check in CheckCatalog.all where check.level != .observe { #expect(named.contains(check.id.description), "no defect is named by \(check.id)") }
    }

    @Test("names of defects are unique")
    func namesAreUnique() {
        #expect(Set(Defect.catalog.map(\.name)).count == Defect.catalog.count)
    }

    @Test("pairs of defects do not hide each other")
    func pairs() async {
        for row in await DefectMatrix(quota: 20, window: .seconds(60), seed: 3).pairs(20, workers: 2) { #expect(row.isKilled, "\(row.defects)") }
    }

    @Test("limiters of another kind are failed", arguments: Algorithm.allCases.filter { !$0.isFixedWindow })
    func otherAlgorithmsFail(algorithm: Algorithm) async {
        var run = SimulatedRun()
        run.algorithm = algorithm
        let judgement = await run.judged()
        #expect(judgement.verdict == .fail, "\(algorithm)\n\(judgement.complaints)")
    }
}
