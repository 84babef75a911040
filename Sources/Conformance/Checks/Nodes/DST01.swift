import Limiters
import Timeline

struct DST01: Check {
    let id: CheckID = "DST-01"
    let title = "All processes and nodes share one count"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.nodes]
    let rule = """
        Fails if, one by one over all nodes and many connections, at least one and a half times the quota was admitted in what is one window, with \
        few refusals in between, and then no more. Inconclusive if the excess is smaller, or the quota was not seen to be used up. Skipped if the \
        nodes were not visited.
        """
    let remedy = "Usually each process counts in its own memory: count in one store for all, in one atomic step."

    func expected(_ contract: Contract) -> String { "\(contract.quota) in all, however many nodes there are" }

    func judge(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let traffic = evidence.observations(of: .nodes)
        guard let key = evidence.keys.first(where: { $0.key == traffic.first?.attempt.key }) else { return .skip("the nodes were not visited") }
        let isLimited = traffic.suffix(10).contains { $0.kind == .limited }
        if let promises = evidence.promises { return Self.judge(promises, evidence, isLimited) }
        if let excess = evidence.excesses.first(where: { $0.key == key.key && evidence.experiment(of: $0.last) == .nodes }) {
            // A refusal for every few admissions is a leak.
            let lastAdmission = traffic.lastIndex { $0.kind == .admitted } ?? 0
            let refusals = traffic.prefix(lastAdmission).count { $0.kind == .limited }
            guard excess.isAnotherCount(contract), isLimited, refusals <= 3 * (excess.admitted - contract.quota) else {
                return .inconclusive("\(excess.admitted) admitted \(excess.proof)", lacking: .exactWindows)
            }
            let counters = (excess.admitted + contract.quota - 1) / contract.quota
            return .fail("\(excess.admitted) admitted \(excess.proof), one by one and then no more: about \(counters) counters of \(contract.quota)",
                         witness: excess.members, as: .split)
        }
        let exact = WindowCount.exactWindows(key, contract, nil) { evidence.experiment(of: $0) == .nodes }
        guard exact > 0 || key.stretches.contains(where: { evidence.experiment(of: $0.first) == .nodes }) else {
            return .inconclusive("the quota was not seen to be used up", lacking: .exactWindows)
        }
        let connections = traffic.count { $0.attempt.operation == .onNewConnection }
        let nodes = evidence.nodeCount
        return .pass("one quota over \(nodes == 1 ? "one address" : "\(nodes) nodes") and \(connections) connections of their own",
                     power: "a second counter behind any of them would have shown")
    }

    /// The same of a promise without windows: far more than any limit admits, and then no more.
    private static func judge(_ promises: PromiseEvidence, _ evidence: Evidence, _ isLimited: Bool) -> Finding {
        let excesses = promises.excesses.filter { evidence.experiment(of: $0.last) == .nodes }
        if let excess = excesses.first {
            if promises.excesses.contains(where: { evidence.experiment(of: $0.last) != .nodes }) {
                return .inconclusive("more than promised is admitted elsewhere too, \(excess.last.shown)", lacking: .exactWindows)
            }
            let all = evidence.observations(of: .nodes).prefix { $0.kind != .limited }.count { $0.kind == .admitted }
            guard isLimited, all * 2 >= excess.limit.quota * 3 else {
                return .inconclusive("\(excess.members.count) admitted where \(excess.limit.promised) has room for fewer", lacking: .exactWindows)
            }
            return .fail("\(all) admitted one by one before the first refusal: several counters of \(excess.limit.quota)",
                         witness: Witness(excess.members) ?? [excess.last], as: .split)
        }
        guard promises.full.contains(where: { evidence.experiment(of: $0.refusal) == .nodes }) else {
            return .inconclusive("no limit was seen to be reached", lacking: .exactWindows)
        }
        return .pass("one count over all nodes and connections", power: "a second counter behind any of them would have shown")
    }
}
