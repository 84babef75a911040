import Timeline

struct WIN08: WindowCheck {
    let id: CheckID = "WIN-08"
    let title = "Steady load never keeps a window from ending"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.steady]
    let rule = """
        Fails if steady load is limited three times in a row although less than the quota can have been used in the window length before each. \
        Inconclusive if the load was never limited or did not exceed the quota. Skipped if no steady load was sent.
        """
    let remedy = "Usually each request renews the counter’s expiry: set the expiry only when the window begins."

    func expected(_ contract: Contract) -> String { "no 429 at three quarters of the quota, and the whole quota in each window at twice of it" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let load = evidence.observations(of: .steady)
        guard let key = evidence.keys.first(where: { $0.key == load.first?.attempt.key }) else { return .skip("no steady load was sent") }
        var row: [Observation] = []
        for request in load where request.kind == .admitted || request.kind == .limited {
            let isEarly = request.kind == .limited && (Self.use(before: request, on: key, contract) ?? .max) < contract.quota
            row = isEarly ? row + [request] : []
            // One stray refusal is CNT-08's; a window that does not end refuses again and again.
            guard row.count >= 3 else { continue }
            let used = Self.use(before: row[0], on: key, contract) ?? 0
            return .fail("under steady load, limited again and again after at most \(used) of \(contract.quota), first on \(row[0].shown)",
                         witness: Witness(row[0], Array(row.dropFirst())), as: .endless)
        }
        let admitted = load.count { $0.kind == .admitted }
        guard admitted > contract.quota, load.contains(where: { $0.kind == .limited }) else {
            return .inconclusive("the load was not enough to be limited", lacking: .limits)
        }
        return .pass("\(admitted) admitted over five windows, none limited before its time",
                     power: "a window that every request prolongs would have shown, whether all requests prolong it or only admitted ones")
    }

    /// The most that can have been used in the window length before a refusal, whatever boundaries a stray refusal may seem to prove.
    private static func use(before refusal: Observation, on key: KeyEvidence, _ contract: Contract) -> Int? {
        key.use(before: refusal, since: refusal.earliest - contract.longestWindow)
    }
}
