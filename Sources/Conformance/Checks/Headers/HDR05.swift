import Limiters

struct HDR05: Check {
    let id: CheckID = "HDR-05"
    let title = "Each field appears once and holds one value"
    let level = Level.must
    let citation = Citation.rfc(9110, "5.3")
    let experiments: [ExperimentID] = [.sequential]

    func expected(_ contract: Contract) -> String { "one line with one value for each field" }

    func judge(_ evidence: Evidence) -> Finding {
        FieldSurvey.judge(evidence, passing: "one value each") { advice in
            let all = advice.named + [("Retry-After", advice.retryAfter)]
            return all.lazy.compactMap { name, reading -> String? in
                if case .repeated = reading { "\(name) is given more than once: \(reading.shown)" } else { nil }
            }.first
        }
    }
}
