import Timeline

struct CNT14: WindowCheck {
    let id: CheckID = "CNT-14"
    let title = "Other methods cost the same each time"
    let level = Level.observe
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.methods]
    let rule = """
        Reports what OPTIONS, HEAD and GET cost. Fails, as a should, if several of one method between two admitted \
        ordinary requests of one window cost in all neither nothing nor one each. Skipped where no fields are \
        promised or none lies between such requests.
        """
    let remedy = "Usually only some of the handlers pass the limiter: decide for each method whether it counts, before routing."

    func expected(_ contract: Contract) -> String { "what OPTIONS, HEAD and GET cost is reported; one method should not cost now this, now that" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        var shown: [String] = []
        for method in Operation.otherMethods {
            let probes = CostProbe.find(in: evidence, .methods) { $0.attempt.operation == method && !evidence.limitedStatuses.contains($0.status ?? 0) }
            // Where one of them was answered by something else, it need not have reached the limiter.
            guard let probe = probes.first(where: \.isUndisturbed), let status = probe.probes.first?.status else { continue }
            let name = method.rawValue.uppercased()
            if !probe.isCertain, !probe.isConsistent(nil) { continue }
            guard probe.isConsistent(nil) else {
                return .fail("\(probe.probes.count) times \(name) cost \(probe.cost) in all", witness: probe.witness, level: .should,
                             as: .cost)
            }
            shown.append("\(name) (\(status)) costs \(probe.cost == 0 ? 0 : 1)")
        }
        let disturbed = Operation.otherMethods.contains { method in
            CostProbe.find(in: evidence, .methods) { $0.attempt.operation == method }.contains { !$0.isUndisturbed }
        }
        if shown.isEmpty, disturbed { return .skip("something else answered among those that lie between two admitted ones of one window") }
        return shown.isEmpty ? .skip("no such request lies between two admitted ones of one window") : .observed(shown.joined(separator: ", "))
    }
}
