/// The question that CNT-10 and CNT-11 ask of different refusals: do they all cost the same?
extension Costs {
    static func judge(
        _ evidence: Evidence, _ experiment: ExperimentID, _ what: String, fixed: Int?, isProbe: (Observation) -> Bool
    ) -> Finding {
        guard evidence.contract.promisesAdvice else { return .skip(Absent.dialect) }
        guard evidence.observations(of: experiment).contains(where: isProbe) else {
            return .skip("the target never refused \(what) as such, so nothing shows what that costs")
        }
        let probes = CostProbe.find(in: evidence, experiment, isProbe: isProbe)
        guard !probes.isEmpty else {
            return .inconclusive("no such request lies between two admitted ones of one window whose remaining can be read",
                                 explainedBy: ["HDR-01", "HDR-02", "HDR-05", "HDR-06", "HDR-09", "CNT-01", "CNT-04", "CNT-08", "KEY-01", "WIN-02"])
        }
        if let doubt = probes.first(where: { !$0.isCertain && !$0.isConsistent(fixed) }) { return CostProbe.doubt(doubt) }
        if let odd = probes.first(where: { !$0.isConsistent(fixed) }) {
            let rule = fixed.map { "\($0) each is agreed" } ?? "all of them or none should count"
            return .fail("\(odd.probes.count) times \(what) cost \(odd.cost) in all; \(rule)", witness: odd.witness,
                         explainedBy: ["KEY-01", "CNT-04", "CNT-03", "HDR-07", "DST-01", "KEY-02", "CNT-05"])
        }
        let costs = Set(probes.map { $0.cost == 0 ? 0 : 1 })
        guard costs.count == 1, let cost = costs.first else {
            return .fail("\(what) costs quota in one place and none in another", witness: probes.flatMap(\.witness), explainedBy: ["CNT-04", "KEY-01"])
        }
        let count = probes.reduce(0) { $0 + $1.probes.count }
        return .pass("each costs \(fixed ?? cost), \(count) of \(count)", power: "one among \(count) that costs something else would have shown")
    }
}
