import Limiters
import Timeline

/// What KEY-03 and CNT-12 ask of the routes that a profile declares.
enum Routes {
    private static func isRoute(_ observation: Observation) -> Bool { Operation.routes.contains(observation.attempt.operation) }

    private static func name(_ operation: Operation, _ contract: Contract) -> String {
        contract.variant(operation)?.name ?? operation.rawValue
    }

    static func judgeSharing(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        guard !contract.routes.isEmpty else { return .skip(Absent.route) }
        if contract.scope == .route { return judgeApart(evidence) }
        let sent = evidence.observations(of: .imports).filter(isRoute)
        guard sent.contains(where: { $0.attempt.isAdmitted || $0.kind == .limited }) else {
            return .skip("no other route was admitted; the answers were \(Set(sent.compactMap(\.status)).sorted())")
        }
        switch RouteSharing(evidence, Set(Operation.routes)) {
        case .twoCounts(let probe):
            return .fail("""
                remaining is \(probe.before.remaining ?? 0) on the ordinary request, \(probe.probes[0].remaining ?? 0) on \
                \(name(probe.probes[0].attempt.operation, contract)) after it, and \(probe.after.remaining ?? 0) on the next ordinary one: two buckets
                """, witness: probe.witness, as: .split)
        case .leak(let leak):
            return .fail("\(name(leak.probe.attempt.operation, contract)) is admitted between two refusals of the same window, \(leak.probe.shown)",
                         witness: leak.witness, as: .leak)
        case .undecided:
            return .inconclusive("no request to another route lies between two ordinary ones of one window that show what remains", lacking: .costs)
        case .shared:
            return .pass("\(contract.routes.map(\.name).joined(separator: ", ")) and the ordinary request draw on one quota",
                         power: "a bucket for each route would have shown")
        }
    }

    /// Where each route counts for itself, a route that was hardly asked must be let in while the ordinary request is refused.
    private static func judgeApart(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        let brackets = Bracket.find(in: evidence, Set(Operation.routes)).filter(\.isOneWindow)
        let asked = Dictionary(grouping: evidence.observations.filter(isRoute), by: \.attempt.operation).mapValues(\.count)
        // Asked less often in the whole run than a window allows, so whatever its windows are; of load in sums nobody knows what it asked.
        let fresh = evidence.history.loads.isEmpty ? brackets.filter { (asked[$0.probe.attempt.operation] ?? .max) <= contract.quota } : []
        if let refused = fresh.first(where: { $0.probe.attempt.isStatedLimit }) {
            return .fail("\(name(refused.probe.attempt.operation, contract)) is refused with the ordinary request, \(refused.probe.shown), and was asked "
                            + "\(asked[refused.probe.attempt.operation] ?? 0) times in all: the two share a count", witness: refused.witness, as: .shared)
        }
        guard fresh.contains(where: { $0.probe.attempt.isAdmitted }) else {
            return .inconclusive("no other route was asked while the ordinary request was refused", lacking: .brackets)
        }
        return .pass("routes are let in while the ordinary request is refused", power: "one count for all routes would have shown")
    }

    static func judgeCosts(_ evidence: Evidence) -> Finding {
        let contract = evidence.contract
        guard !contract.routes.isEmpty else { return .skip(Absent.route) }
        guard contract.promisesAdvice else { return Absent.advice(evidence) }
        if contract.dialect.fields?.reset == nil { return .skip(Absent.reset) }
        var shown: [String] = []
        for route in contract.routes {
            let probes = CostProbe.find(in: evidence, .imports) { $0.attempt.operation == route.operation && $0.attempt.isAdmitted }
            guard let probe = probes.first else { continue }
            let each = probe.cost / probe.probes.count
            if let cost = route.cost, let odd = probes.first(where: { $0.cost != cost * $0.probes.count }) {
                guard odd.isCertain else { return CostProbe.doubt(odd) }
                return .fail("\(odd.probes.count) times \(route.name) cost \(odd.cost); the profile says \(cost) each", witness: odd.witness, as: .cost)
            }
            shown.append("\(route.name) costs \(each)")
        }
        guard !shown.isEmpty else {
            return .inconclusive("no request to another route lies between two ordinary ones of one window that show what remains", lacking: .costs)
        }
        return contract.routes.contains { $0.cost != nil }
            ? .pass(shown.joined(separator: ", "), power: "another cost would have shown") : .observed(shown.joined(separator: ", "))
    }
}
