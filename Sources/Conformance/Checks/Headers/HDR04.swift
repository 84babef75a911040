import Timeline

struct HDR04: Check {
    let id: CheckID = "HDR-04"
    let title = "A call without a valid key concerns nobody"
    let level = Level.observe
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.methods]
    let rule = """
        Reports how calls without a valid key are answered, and whether with rate-limit fields. Fails, as a should, \
        if such calls between two admitted ordinary requests of one window cost the key of those requests something. \
        Skipped if requests carry no key, or if none of these calls was answered.
        """
    let remedy = "Usually the limiter counts by address or by the caller before: find out whose key it is first, and charge only a key that is valid."

    func expected(_ contract: Contract) -> String { "what is answered is reported; the key that was used before and after it keeps its quota" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.offers(.withoutKey) else { return .skip(Absent.keyField(evidence.contract)) }
        let refused = evidence.observations(of: .methods).filter { [.withInvalidKey, .withoutKey].contains($0.attempt.operation) && $0.status != nil }
        guard !refused.isEmpty else { return .skip("no call without a valid key was answered") }
        let probes = CostProbe.find(in: evidence, .methods) { [.withInvalidKey, .withoutKey].contains($0.attempt.operation) }
        // Where everybody shares a count, such a call may use it as any other.
        if !evidence.contract.sharesOneCount, let charged = probes.first(where: { $0.cost > 0 && $0.isCertain }) {
            return .fail("\(charged.probes.count) calls without a valid key cost another key \(charged.cost)", witness: charged.witness, level: .should,
                         as: .cost)
        }
        let statuses = Set(refused.compactMap(\.status)).sorted().map(String.init).joined(separator: ", ")
        let advised = refused.count { $0.remaining != nil }
        return .observed("answered with \(statuses), with rate-limit fields on \(advised) of \(refused.count)"
                            + (probes.isEmpty ? "" : "; no other key was charged"))
    }
}
