import Timeline

struct CNT11: WindowCheck {
    let id: CheckID = "CNT-11"
    let title = "An invalid lead costs the same each time"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.refusals]
    let rule = """
        Fails if invalid requests (for the leads API: invalid leads) between two admitted ordinary requests of one \
        window cost in all neither nothing nor one each, or not what was agreed. Inconclusive if none lies between \
        such requests that show what remains. Skipped where no fields are promised, the profile declares no invalid \
        request, or none was refused as such.
        """
    let remedy = "Usually some validation runs before the limiter and some after it: put all of it on one side."

    func title(_ contract: Contract) -> String { contract.isLeads ? title : "An invalid request costs the same each time" }

    func expected(_ contract: Contract) -> String { contract.costs.invalid.map { "each costs \($0)" } ?? "each costs 0, or each costs 1; the contract leaves open which" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.offers(.createInvalid) else { return .skip(Absent.invalid) }
        let what = evidence.contract.isLeads ? "an invalid lead" : "an invalid request"
        return Costs.judge(evidence, .refusals, what, fixed: evidence.contract.costs.invalid) { $0.attempt.operation == .createInvalid && $0.kind == .refused }
    }
}
