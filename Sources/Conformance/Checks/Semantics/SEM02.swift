import Timeline

struct SEM02: Check {
    let id: CheckID = "SEM-02"
    let title = "No cache may store a limited response"
    let level = Level.should
    let citation = Citation.rfc(6585, "4")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if a limited response may be stored by a cache: without no-store, it has a positive max-age or s-maxage, is public, or expires after \
        its Date. Inconclusive if nothing was limited.
        """
    let remedy = "Usually a default of the framework or of a proxy covers errors too: send Cache-Control: no-store with every 429."

    func expected(_ contract: Contract) -> String { "no positive freshness on a 429, best Cache-Control: no-store" }

    func judge(_ evidence: Evidence) -> Finding {
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        for response in limited {
            guard let why = Freshness.of(response.first.attempt.response) else { continue }
            return .fail("\(response.first.shown) may be stored: \(why)", witness: [response.first])
        }
        let forbidden = limited.filter { Freshness.isForbidden($0.first.attempt.response) }.total
        return .pass("no freshness on \(limited.total) limited responses, no-store on \(forbidden)", power: "one cacheable 429 among \(limited.total) would have shown")
    }
}
