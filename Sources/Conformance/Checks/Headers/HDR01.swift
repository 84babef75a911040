import Limiters

struct HDR01: Check {
    let id: CheckID = "HDR-01"
    let title = "Every success carries limit, remaining and reset"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent]
    let rule = """
        Fails if one admitted response lacks a field that the dialect has for limit, remaining or reset. Inconclusive if nothing was admitted, or \
        if fields that speak of a limit are written in no dialect that is known. Skipped where no rate-limit fields are promised or seen.
        """
    let remedy = "Usually a route, a fast path or a proxy that answers without the limiter’s fields: write them in one place that every response passes."

    func expected(_ contract: Contract) -> String { "all three fields on every 2xx, also at peak load" }

    func judge(_ evidence: Evidence) -> Finding {
        if let unread = evidence.contract.unreadFields {
            let nearest = unread.nearest.map { "the nearest, \($0.id), does not fit: \($0.obstacle)" } ?? "none that is known uses these names"
            return .inconclusive("these fields are written in no dialect that is known: \(unread.shown) (\(nearest)); "
                                    + "describe them in contract.dialect, or set it to none to leave them aside")
        }
        return FieldPresence.judge(evidence.answers(.admitted), named: "successes", evidence) {
            .inconclusive("no request succeeded, so no success could be looked at; are the keys valid?")
        }
    }
}
