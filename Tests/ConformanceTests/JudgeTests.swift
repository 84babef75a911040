import Conformance
import Limiters
import Testing
import SelfTest
import Timeline
import Turns


/// Goal: one cause gives one failure, and no failure is ever explained away altogether. Method: checks with fixed findings.
@Suite(.computes) struct JudgeTests {
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

    private func check(_ id: CheckID, _ verdict: Verdict, level: Level? = nil) -> Fixed {
        Fixed(id: id, finding: Finding(verdict: verdict, level: level, observed: "seen"))
    }

    private func judged(_ checks: [Fixed], _ causes: [Entailment] = []) async -> Judgement {
        let run = SimulatedRun()
        return Judge(run.contract, checks: checks, causes: causes).judge(await run.history())
    }

    @Test("a failure that another one explains is skipped and says so; a doubt likewise")
    func explained() async {
        let judgement = await judged([check("A-01", .fail), check("B-01", .fail), check("C-01", .inconclusive), check("D-01", .fail), check("E-01", .pass)], [
            Entailment(["A-01"], explain: ["B-01"], because: "first"), Entailment(["B-01"], explain: ["C-01"], because: "second"),
            Entailment(["E-01"], explain: ["D-01"], because: "third"),
        ])
        #expect(judgement.results.map(\.verdict) == [.fail, .skip, .skip, .fail, .pass])
        #expect(judgement["B-01"]?.blockedBy == "A-01" && judgement["C-01"]?.blockedBy == "B-01")
        #expect(judgement.verdict == .fail)
    }

    @Test("no line of the table leads back to itself, so of everything that is explained a cause stands")
    func circles() {
        // Checks that a contract leaves out explain nothing of it.
        var bucket = Contract(quota: 10, window: .seconds(2), dialect: .xRateLimitEpoch)
        bucket.promise([.bucket(capacity: 10, refill: 5, per: .seconds(1))])
        for contract in [Contract(quota: 10, window: .seconds(2), dialect: .xRateLimitEpoch), bucket] {
            let shown = circle(among: CheckCatalog.all.filter { $0.applies(to: contract) }.map(\.id))
            #expect(shown == nil, "\(shown ?? "")")
        }
    }

    /// The lines of a circle, if there is one.
    private func circle(among ids: [CheckID]) -> String? {
        let steps = CauseTable.all.flatMap { line in
            (line.causes.checks ?? []).filter(ids.contains).sorted().flatMap { cause in
                ids.filter { $0 != cause && (line.effects.checks?.contains($0) ?? true) }.map { (line, cause, $0) }
            }
        }
        // A step leads on to another where what it explains can be a cause there.
        let next = steps.map { step in
            steps.indices.filter { index in
                let (line, cause, _) = steps[index]
                guard cause == step.2, let from = step.0.effects.symptoms else { return cause == step.2 }
                return line.causes.symptoms.map { !from.isDisjoint(with: $0) } ?? from.contains { !$0.isDoubt }
            }
        }
        var state = [Int](repeating: 0, count: steps.count)
        func visit(_ index: Int, _ path: [Int]) -> [Int]? {
            if state[index] == 1 { return path + [index] }
            guard state[index] == 0 else { return nil }
            state[index] = 1
            for other in next[index] { if let circle = visit(other, path + [index]) { return circle } }
            state[index] = 2
            return nil
        }
        var circle: [Int]?
        for index in steps.indices where circle == nil { circle = visit(index, []) }
        return circle?.map { "\(steps[$0].1) explains \(steps[$0].2): \(steps[$0].0.why)" }.joined(separator: "\n")
    }

    @Test("a recommendation that is not followed excuses no broken promise")
    func levels() async {
        let judgement = await judged([check("A-01", .fail, level: .should), check("B-01", .fail), check("C-01", .fail, level: .should)],
                                     [Entailment(["A-01"], explain: ["B-01", "C-01"], because: "both")])
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
