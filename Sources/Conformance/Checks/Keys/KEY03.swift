import Limiters
import Timeline

struct KEY03: Check {
    let id: CheckID = "KEY-03"
    let title = "A key has one bucket, whatever route it calls"
    let level = Level.must
    let citation = Citation.contract
    let experiments: [ExperimentID] = [.imports]
    let rule = """
        Fails if a request to another route (for the leads API: an import) shows more left than the ordinary request \
        before it while the next ordinary request shows less, or if it is admitted between two refused ordinary \
        requests of a window that cannot have turned. Where each route counts for itself (contract.scope: route), \
        fails if a route that was asked no more often than the quota in the whole run is refused together with the \
        ordinary request. Inconclusive if none lies between such requests. Skipped if there is no other route, or \
        none was admitted.
        """
    let remedy = """
        Usually the route is part of the bucket’s name: leave it out, or document a limit of its own for each route \
        (contract.scope: route).
        """

    func title(_ contract: Contract) -> String { Self.isApart(contract) ? "Each route has a count of its own" : title }

    func expected(_ contract: Contract) -> String {
        if contract.isLeads { return "imports and creates count together" }
        return Self.isApart(contract) ? "each route counts for itself" : "all routes count together"
    }

    /// Of the leads API one count for imports and creates is promised.
    private static func isApart(_ contract: Contract) -> Bool { !contract.isLeads && contract.scope == .route }

    func judge(_ evidence: Evidence) -> Finding {
        guard evidence.contract.isLeads else { return Routes.judgeSharing(evidence) }
        guard evidence.contract.operations.contains(.import) else { return .skip("the target has no second route (contract.operations)") }
        let imports = evidence.observations(of: .imports).filter { Operation.imports.contains($0.attempt.operation) }
        guard imports.contains(where: { $0.kind == .admitted }) else { return .skip("no import was accepted, so there is one route only") }
        switch RouteSharing(evidence, Set(Operation.imports)) {
        case .twoCounts(let probe):
            let shown = [probe.before, probe.probes[0], probe.after].map { "\($0.remaining ?? 0)" }
            return .fail("remaining is \(shown[0]) on a create, \(shown[1]) on the import after it, and \(shown[2]) on the next create: two buckets",
                         witness: probe.witness, as: .split)
        case .leak(let leak):
            return .fail("an import is admitted between two refused creates of the same window, \(leak.probe.shown)", witness: leak.witness,
                         as: .leak)
        case .undecided:
            return .inconclusive("no import lies between two creates of one window that show what remains",
                                 lacking: .costs)
        case .shared: return .pass("imports and creates draw on one quota", power: "a bucket for each route would have shown")
        }
    }
}
