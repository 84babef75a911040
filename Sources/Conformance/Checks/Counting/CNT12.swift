import Limiters
import Timeline

struct CNT12: WindowCheck {
    let id: CheckID = "CNT-12"
    let title = "An import costs one, whatever its size, and nothing when it is refused"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.imports]
    let rule = """
        Fails if an admitted request to another route (for the leads API: an import) between two admitted ordinary \
        requests of one window costs anything but what was agreed: one for an import, elsewhere the cost that the \
        profile gives the route. For the leads API also if among the imports a key was blocked although it cannot \
        have used the quota. Where the profile leaves the cost open, it is only reported. Inconclusive if none lies \
        between such requests. Skipped if there is no other route, if no fields are promised, or if no import was \
        accepted or the quota has no room for one.
        """
    let remedy = """
        Usually a request is charged by its size (an import for each lead), or charged although it was refused: \
        charge what was agreed for the route (one for an import), and only if the request is admitted.
        """

    func title(_ contract: Contract) -> String { contract.isLeads ? title : "Other routes cost what the profile says" }

    func expected(_ contract: Contract) -> String { contract.isLeads ? "1 of the budget for 1, 10 and 1000 leads" : "what the profile says of each route (variants)" }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.isLeads else { return Routes.judgeCosts(evidence) }
        guard evidence.contract.operations.contains(.import) else { return .skip("the target has no import (contract.operations)") }
        let sent = evidence.observations(of: .imports).filter { Operation.imports.contains($0.attempt.operation) }
        guard sent.contains(where: { $0.kind == .admitted || $0.kind == .limited }) else {
            return .skip("no import was accepted; its answers were \(Set(sent.compactMap(\.status)).sorted())")
        }
        let probes = CostProbe.find(in: evidence, .imports) { Operation.imports.contains($0.attempt.operation) && $0.kind == .admitted }
        if let doubt = probes.first(where: { !$0.isCertain && $0.cost != 1 }) { return CostProbe.doubt(doubt) }
        if let odd = probes.first(where: { $0.cost != 1 }), let probe = odd.probes.first {
            return .fail("an import of \(probe.attempt.operation.batch ?? 0) leads cost \(odd.cost)", witness: odd.witness,
                         as: .cost)
        }
        if let short = evidence.shortfalls.first(where: { evidence.experiment(of: $0.refusal) == .imports }) {
            return .fail("after an import had been refused, only \(short.possible) of \(evidence.contract.quota) came back, \(short.refusal.shown)",
                         witness: [short.refusal], as: .shortfall)
        }
        if probes.isEmpty, evidence.contract.quota < 3 { return .skip("a quota of \(evidence.contract.quota) has no room for an import between two creates") }
        if probes.isEmpty, let fields = evidence.contract.dialect.fields, fields.reset == nil { return .skip(Absent.reset) }
        guard !probes.isEmpty else {
            return evidence.contract.promisesAdvice
                ? .inconclusive("no import lies between two admitted creates of one window",
                                lacking: .costs)
                : Absent.advice(evidence)
        }
        let sizes = Set(probes.flatMap(\.probes).compactMap(\.attempt.operation.batch)).sorted().map(String.init).joined(separator: ", ")
        return .pass("1 for imports of \(sizes) leads", power: "a cost by size, no cost, or a refused import that burns quota would have shown")
    }
}
