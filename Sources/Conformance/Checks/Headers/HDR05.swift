import Limiters

struct HDR05: Check {
    let id: CheckID = "HDR-05"
    let title = "Each field appears once and holds one value"
    let level = Level.must
    let citation = Citation.rfc(9110, "5.3")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if limit, remaining, reset or Retry-After stands in more than one line, or holds a list that the dialect does not have, on any \
        response with rate-limit fields. Skipped where no fields are promised or none was seen.
        """
    let remedy = "Usually two layers both write the field, the application and a proxy: let one of them own it, and set it instead of adding it."

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
