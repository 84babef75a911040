import Conformance
import Experiments
import LoadEngine
import Profiles
import Timeline

/// What is said of a plan before its first request: what it sends, how long it takes, and what limits of the profile cost.
struct PlanText {
    let plan: RunPlan
    let profile: Profile
    /// The most requests of one experiment under way at once.
    let inFlight: Int
    /// The most connections that this machine can hold.
    let connections: Int

    /// Closed load sends as fast as it is answered, so no plan knows how much: without a budget of the profile, nothing else stops it.
    private static let unbounded = 100_000_000

    /// The most requests of the run.
    var budget: Int { profile.budget ?? (plan.hasClosedLoad ? Self.unbounded : plan.requests) }

    /// The most requests under way at once in any part of the run.
    var mostInFlight: Int { max(inFlight, loads.map(\.inFlight).max() ?? 0) }

    private var loads: [(name: String, inFlight: Int)] {
        profile.load.map { load in
            if case .closed(let workers, _) = load.arrivals { return (load.name, workers) }
            return (load.name, load.inFlight)
        }
    }

    /// Why the plan cannot be carried out; nothing where the budget has room for it.
    var overBudget: String? {
        guard let budget = profile.budget, budget < plan.requests + (plan.hasClosedLoad ? 1 : 0) else { return nil }
        let parts = plan.schedule(plan.roundTrip).sorted { $0.requests ?? 0 > $1.requests ?? 0 }.prefix(3)
            .map { "\($0.name) \($0.requests ?? 0)" }.joined(separator: ", ")
        let closed = plan.hasClosedLoad ? ", and closed load on top of that" : ""
        return """
            the plan sends up to \(plan.requests) requests\(closed), and budget.requests is \(budget); most of them are \(parts). \
            Set budget.requests to \(plan.requests + (plan.hasClosedLoad ? 10_000 : 0)), leave it out, or choose fewer checks with --only or --skip.
            """
    }

    /// What the limits of the profile and of this machine cost, one sentence each.
    var costs: [String] {
        var costs: [String] = []
        let needed = RunPlan.raceInFlight(profile.contract)
        if plan.races, inFlight < needed {
            let who = profile.inFlight == nil ? "this machine holds \(connections) connections" : "in_flight is \(inFlight)"
            costs.append("""
                \(who): too few for half of all pairs of a race to be under way together, so CNT-02 cannot be decided; \
                a quota of \(profile.contract.quota) takes \(needed).
                """)
        }
        if profile.target.kind != .mock {
            for (name, many) in loads + [("in_flight", profile.inFlight ?? 0)] where many > connections {
                costs.append("""
                    \(name): \(many) requests under way take as many connections, and this machine holds \(connections); \
                    raise the limit with ulimit -n.
                    """)
            }
        }
        return costs
    }

    /// What `--dry-run` prints.
    var schedule: String {
        let rows = plan.schedule(plan.roundTrip).map { line in
            [line.name, line.keys, line.requests.map { "\($0)" } ?? "any", "\(line.start)", line.duration == .zero ? "–" : "\(line.duration)"]
        }
        return ([
            "\(profile.name): \(profile.contract.shown) against "
                + (profile.target.url?.description ?? profile.target.kind.rawValue),
            "",
            Terminal.table([["what", "keys", "requests ≤", "from", "time ≤"]] + rows),
            "",
            sizes,
        ] + [keys, races].compactMap(\.self) + costs).joined(separator: "\n")
    }

    private var sizes: String {
        let closed = plan.hasClosedLoad ? ", besides those of closed load," : ""
        let limit = profile.budget.map { " (the budget is \($0))" } ?? ""
        let slow = plan.duration(plan.slowestRoundTrip)
        return """
            at most \(plan.requests) requests\(closed)\(limit) in at most \(Self.shown(plan.duration)), whatever the limiter does, where a response \
            takes \(plan.roundTrip) or less; in at most \(Self.shown(slow)) however slow they are. At the end of each part a response that does not come is \
            waited for up to \(profile.target.timeout).
            """
    }

    /// Rounded up: a bound that is shown is a bound.
    private static func shown(_ span: TimeSpan) -> String { "\(TimeSpan.milliseconds(Int((span.nanoseconds + 999_999) / 1_000_000)))" }

    private var keys: String? {
        guard profile.keysAreExclusive, case .environment = profile.keys else { return nil }
        return "keys.exclusive: nobody else may use these keys while the run lasts; they rest for a window first, and then prove as much as made-up ones"
    }

    private var races: String? {
        let windows = plan.raceWindows
        guard windows > 0 else { return "the quota is not raced for" }
        let found = Confidence.share(shownBy: windows)
        let wanted = profile.confidence.map { "; \($0.level) at p = \($0.p) takes \($0.windows)" } ?? ""
        return "the quota is raced for in \(windows) key-windows, with up to \(inFlight) requests under way: a race that is lost in "
            + "\(Int((found * 100).rounded(.up))) % of them shows with 95 % confidence\(wanted)"
    }
}
