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
        let limited = evidence.responses(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        for response in limited {
            guard let why = Freshness.of(response.attempt.response) else { continue }
            return .fail("\(response.shown) may be stored: \(why)", witness: [response])
        }
        let forbidden = limited.count { Freshness.isForbidden($0.attempt.response) }
        return .pass("no freshness on \(limited.count) limited responses, no-store on \(forbidden)", power: "one cacheable 429 among \(limited.count) would have shown")
    }
}
