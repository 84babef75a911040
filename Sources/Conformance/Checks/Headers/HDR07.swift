import Limiters

struct HDR07: Check {
    let id: CheckID = "HDR-07"
    let title = "Limit states the quota of the contract"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential]
    let rule = "Fails if a readable limit differs from the quota on any response. Skipped where no fields are promised or none was seen."
    let remedy = "Usually the field is printed from another setting than the one that is enforced: take both from one place, on every route."

    func expected(_ contract: Contract) -> String { "limit = \(contract.quota) on every response" }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        response.advice?.limit.value.map { !evidence.contract.quotas.contains($0) } ?? false
    }

    func judge(_ evidence: Evidence) -> Finding {
        let quotas = evidence.contract.quotas
        let shown = quotas.map(String.init).joined(separator: " or ")
        return FieldSurvey.judge(evidence, passing: "limit = \(shown)", of: ("limit", \.limit)) { advice in
            guard let limit = advice.limit.value, !quotas.contains(limit) else { return nil }
            return "limit is \(limit), the contract says \(shown)"
        }
    }
}
