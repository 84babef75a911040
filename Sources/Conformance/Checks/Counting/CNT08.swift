import Timeline

struct CNT08: WindowCheck {
    let id: CheckID = "CNT-08"
    let title = "Nothing is limited while quota is provably left"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.sequential, .concurrent, .promises]
    let rule = """
        Fails if one request is limited although everything that can have used its key’s quota in its window is less than the quota. Inconclusive \
        if nothing was limited on a key whose use is known.
        """
    let remedy = "Usually a second limit, a lost reset or a count by something else than the key: find who said no, and let one limiter decide."

    func expected(_ contract: Contract) -> String { "a 429 only after \(contract.quota) requests in its window" }

    func blames(_ response: Observation, _ evidence: Evidence) -> Bool {
        guard response.kind == .limited, let key = evidence.keys.first(where: { $0.key == response.attempt.key }) else { return false }
        return (key.useBefore(response, evidence.contract) ?? .max) < evidence.contract.quota
    }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        var judged = 0
        var found: Finding?
        keys: for key in evidence.keys {
            for refusal in key.observations where refusal.kind == .limited {
                guard let used = key.useBefore(refusal, contract) else { continue }
                judged += 1
                guard used < contract.quota else { continue }
                let isPredicted = evidence.isPredicted(.earlyRefusal, [refusal])
                guard found == nil || !isPredicted else { continue }
                let kind = RefusalKinds.shown(refusal, among: evidence.answers(.limited), contract)
                    .map { "; it is one of \(RefusalKinds.shown(evidence.answers(.limited), contract) ?? ""), namely \($0)" } ?? ""
                found = .fail("limited after at most \(used) of \(contract.quota) in its window, \(refusal.shown)\(kind)", witness: [refusal],
                              as: .earlyRefusal)
                if !isPredicted { break keys }
            }
        }
        if let found { return found }
        guard judged > 0 else { return Absent.limited }
        return .pass("quota was used up before each of \(judged) limited responses, in at least one reading of the history",
                     power: "a refusal with one slot provably left would have shown")
    }
}
