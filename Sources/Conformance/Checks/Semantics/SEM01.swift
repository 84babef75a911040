struct SEM01: Check {
    let id: CheckID = "SEM-01"
    let title = "Over quota means status 429"
    let level = Level.must
    let citation = Citation.rfc(6585, "4")
    let experiments: [ExperimentID] = [.sequential]
    let rule = """
        Fails if over quota is answered with another status than 429: one that comes again and again once the quota is used up, and hardly before, \
        or, beside 429, one that came three times and only on a quota that was certainly used up. Inconclusive if nothing was limited.
        """
    let remedy = "Usually a proxy’s default for its limit, such as 503: configure it to answer 429."

    func expected(_ contract: Contract) -> String { "429 Too Many Requests, and no other status" }

    func judge(_ evidence: Evidence) -> Finding {
        let limited = evidence.answers(.limited)
        guard !limited.isEmpty else { return Absent.limited }
        guard let wrong = limited.first(where: { $0.first.status != 429 })?.first else {
            return .pass("429 on all of \(limited.total)", power: "another status that comes with use would have shown")
        }
        let count = limited.filter { $0.first.status != 429 }.total
        return .fail("over quota is answered with \(wrong.status ?? 0) \(count) times, first on \(wrong.shown)", witness: [wrong])
    }
}
