import Limiters

struct HDR03: Check {
    let id: CheckID = "HDR-03"
    let title = "Every limited response carries limit, remaining and reset"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if one limited response lacks a field that the dialect has. Inconclusive if nothing was limited. Skipped where no rate-limit fields \
        are promised, or the dialect leaves them out there.
        """
    let remedy = "Usually the refusal is raised before the fields are set: write them on the way out, for refusals as for successes."

    func expected(_ contract: Contract) -> String { "all three fields on every 429" }

    func judge(_ evidence: Evidence) -> Finding {
        if evidence.contract.dialect.fields?.isOnRefusals == false {
            return .skip("in the dialect \(evidence.contract.dialect.id), limited responses carry no fields but Retry-After")
        }
        return FieldPresence.judge(evidence.answers(.limited), named: "limited responses", evidence) { Absent.limited }
    }
}
