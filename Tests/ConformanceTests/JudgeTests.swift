import Conformance
import Testing
import SelfTest
import Timeline


/// Goal: one cause gives one failure, and no failure is ever explained away altogether. Method: checks with fixed findings.
@Suite struct JudgeTests {
    private struct Fixed: Check {
        let id: CheckID
        let finding: Finding
        let title = "fixed"
        let level = Level.must
        let citation = Citation.contract
        let experiments: [ExperimentID] = []
        let rule = ""
        let remedy = ""
        func expected(_ contract: Contract) -> String { "" }
        func judge(_ evidence: Evidence) -> Finding { finding }
    }

    private func check(_ id: CheckID, _ verdict: Verdict, _ explainedBy: [CheckID] = [], level: Level? = nil) -> Fixed {
        Fixed(id: id, finding: Finding(verdict: verdict, level: level, observed: "seen", explainedBy: explainedBy))
    }

    private func judged(_ checks: [Fixed]) async -> Judgement {
        let run = SimulatedRun()
        return Judge(run.contract, checks: checks).judge(await run.history())
    }

    @Test("a failure that another one explains is skipped and says so; a doubt likewise")
    func explained() async {
        let judgement = await judged([check("A-01", .fail), check("B-01", .fail, ["A-01"]), check("C-01", .inconclusive, ["B-01"]),
                                      check("D-01", .fail, ["E-01"]), check("E-01", .pass)])
        #expect(judgement.results.map(\.verdict) == [.fail, .skip, .skip, .fail, .pass])
        #expect(judgement["B-01"]?.blockedBy == "A-01" && judgement["C-01"]?.blockedBy == "B-01")
        #expect(judgement.verdict == .fail)
    }

    @Test("a circle of explanations leaves a failure standing", arguments: [2, 3, 7])
    func circle(length: Int) async {
        let ids = (0..<length).map { CheckID("C-0\($0)") }
        let judgement = await judged(ids.indices.map { check(ids[$0], .fail, [ids[($0 + 1) % length]]) })
        #expect(judgement.failures.count == 1)
        #expect(judgement.verdict == .fail)
    }

    @Test("a recommendation that is not followed excuses no broken promise")
    func levels() async {
        let judgement = await judged([check("A-01", .fail, level: .should), check("B-01", .fail, ["A-01"]), check("C-01", .fail, ["A-01"], level: .should)])
        #expect(judgement.results.map(\.verdict) == [.fail, .fail, .skip])
        #expect(judgement.verdict == .fail)
    }

    @Test("the worst must check decides, and nothing concluded is not a pass")
    func verdict() async {
        #expect(await judged([check("A-01", .pass), check("B-01", .skip)]).verdict == .pass)
        #expect(await judged([check("A-01", .pass), check("B-01", .inconclusive)]).verdict == .inconclusive)
        #expect(await judged([check("A-01", .inconclusive), check("B-01", .fail)]).verdict == .fail)
        #expect(await judged([check("A-01", .skip)]).verdict == .inconclusive)
    }
}
