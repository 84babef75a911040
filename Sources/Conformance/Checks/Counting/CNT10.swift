import Timeline

struct CNT10: WindowCheck {
    let id: CheckID = "CNT-10"
    let title = "A duplicate lead costs the same each time"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.refusals]
    let rule = """
        Fails if duplicates (for the leads API: leads sent again, answered with 409) between two admitted ordinary \
        requests of one window cost in all neither nothing nor one each, or not what was agreed. Inconclusive if \
        none lies between such requests that show what remains. Skipped where no fields are promised, the profile \
        declares no duplicate, or none was refused as such.
        """
    let remedy = """
        Usually the charge depends on where the duplicate is found: decide once whether its refusal counts, and \
        charge before or after all checks.
        """

    func title(_ contract: Contract) -> String { contract.isLeads ? title : "A duplicate costs the same each time" }

    func expected(_ contract: Contract) -> String { contract.costs.conflict.map { "each costs \($0)" } ?? "each costs 0, or each costs 1; the contract leaves open which" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        guard !contract.isLeads else { return Costs.judge(evidence, .refusals, "a duplicate", fixed: contract.costs.conflict) { $0.status == 409 } }
        guard contract.offers(.duplicate) else { return .skip(Absent.duplicate) }
        return Costs.judge(evidence, .refusals, "a duplicate", fixed: contract.costs.conflict) { $0.attempt.operation == .duplicate && $0.kind == .refused }
    }
}
