import Limiters

/// The question that CNT-10 and CNT-11 ask of different refusals: do they all cost the same?
extension Costs {
    static func judge(
        _ evidence: Evidence, _ experiment: ExperimentID, _ what: String, fixed: Int?, isProbe: (Observation) -> Bool
    ) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        guard evidence.observations(of: experiment).contains(where: isProbe) else {
            return .skip("the target never refused \(what) as such, so nothing shows what that costs")
        }
        if evidence.contract.dialect.fields?.reset == nil { return .skip(Absent.reset) }
        let probes = CostProbe.find(in: evidence, experiment, isProbe: isProbe)
        guard !probes.isEmpty else {
            return .inconclusive("no such request lies between two admitted ones of one window whose remaining can be read",
                                 lacking: .costs)
        }
        if let doubt = probes.first(where: { !$0.isCertain && !$0.isConsistent(fixed) }) { return CostProbe.doubt(doubt) }
        if let odd = probes.first(where: { !$0.isConsistent(fixed) }) {
            let rule = fixed.map { "\($0) each is agreed" } ?? "all of them or none should count"
            return .fail("\(odd.probes.count) times \(what) cost \(odd.cost) in all; \(rule)", witness: odd.witness,
                         as: .cost)
        }
        let costs = Set(probes.map { $0.cost == 0 ? 0 : 1 })
        guard costs.count == 1, let cost = costs.first else {
            return .fail("\(what) costs quota in one place and none in another",
                         witness: Witness(probes[0].before, probes.flatMap(\.witness.attempts).filter { $0 !== probes[0].before }), as: .cost)
        }
        let count = probes.reduce(0) { $0 + $1.probes.count }
        return .pass("each costs \(fixed ?? cost), \(count) of \(count)", power: "one among \(count) that costs something else would have shown")
    }
}
