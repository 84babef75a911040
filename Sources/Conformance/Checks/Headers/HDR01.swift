struct HDR01: Check {
    let id: CheckID = "HDR-01"
    let title = "Every success carries limit, remaining and reset"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if one admitted response lacks a field that the dialect has for limit, remaining or reset. Inconclusive if nothing was admitted. \
        Skipped where no rate-limit fields are promised.
        """
    let remedy = "Usually a route, a fast path or a proxy that answers without the limiter’s fields: write them in one place that every response passes."

    func expected(_ contract: Contract) -> String { "all three fields on every 2xx, also at peak load" }

    func judge(_ evidence: Evidence) -> Finding {
        FieldPresence.judge(evidence.answers(.admitted), named: "successes", evidence) {
            .inconclusive("no request succeeded, so no success could be looked at; are the keys valid?")
        }
    }
}
