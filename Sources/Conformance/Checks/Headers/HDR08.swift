import Limiters

struct HDR08: Check {
    let id: CheckID = "HDR-08"
    let title = "Remaining stays between zero and the quota"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]

    func expected(_ contract: Contract) -> String { "0 ≤ remaining ≤ \(contract.quota)" }

    func judge(_ evidence: Evidence) -> Finding {
        // A target with a larger quota shows larger remainders; HDR-07 names that.
        FieldSurvey.judge(evidence, passing: "within range", explainedBy: ["HDR-07"]) { advice in
            guard let remaining = advice.remaining.signedValue, !(0...evidence.contract.quota).contains(remaining) else { return nil }
            return "remaining is \(remaining)"
        }
    }
}
