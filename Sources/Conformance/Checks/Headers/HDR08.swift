import Limiters

struct HDR08: Check {
    let id: CheckID = "HDR-08"
    let title = "Remaining stays between zero and the quota"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if remaining is below zero or above the quota on any response; one that is no larger than a limit stated beside it is left to \
        HDR-07. Skipped where no fields are promised or none was seen.
        """
    let remedy = "Usually quota less count is printed as it is: hold it between zero and the quota before it is printed."

    func expected(_ contract: Contract) -> String { "0 ≤ remaining ≤ \(contract.quota)" }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        response.advice.map { Self.fault($0, evidence.contract) != nil } ?? false
    }

    func judge(_ evidence: Evidence) -> Finding {
        FieldSurvey.judge(evidence, passing: "within range", of: ("remaining", \.remaining)) { Self.fault($0, evidence.contract) }
    }

    private static func fault(_ advice: AdviceReading, _ contract: Contract) -> String? {
        guard let remaining = advice.remaining.signedValue, !(0...(contract.quotas.max() ?? contract.quota)).contains(remaining) else { return nil }
        // A target with a larger limit shows larger remainders; HDR-07 names that.
        if let limit = advice.limit.value, remaining >= 0, remaining <= limit { return nil }
        return "remaining is \(remaining)"
    }
}
