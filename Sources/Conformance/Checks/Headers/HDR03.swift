struct HDR03: Check {
    let id: CheckID = "HDR-03"
    let title = "Every limited response carries limit, remaining and reset"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]

    func expected(_ contract: Contract) -> String { "all three fields on every 429" }

    func judge(_ evidence: Evidence) -> Finding {
        FieldPresence.judge(evidence.responses(.limited), named: "limited responses", evidence, explainedBy: ["HDR-01"]) { Absent.limited }
    }
}
