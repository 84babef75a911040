import Limiters
import Timeline

/// Holds the statement that keys are this run's alone against what was seen.
///
/// A limiter that charges wrongly makes what remains fall by too much as well, so one such fall disproves nothing. But it charges
/// equal requests equally. Where most steps cost one, and some cost more that no request of this run on any key explains, somebody
/// else uses the keys; and so where windows of one kind begin with the whole quota now and with less then.
struct ExclusivityStatement {
    private let keys: [KeyEvidence]
    private let contract: Contract
    private let useOfAll: QuotaUse
    /// What was admitted to any key, in order of departure.
    private let admitted: [Observation]

    /// Fewer equal steps show no rule.
    private static let fewSteps = 5

    init(_ keys: [KeyEvidence], _ observations: [Observation], _ contract: Contract) {
        self.keys = keys.filter { $0.owner == .statedOurs }
        self.contract = contract
        useOfAll = QuotaUse(self.keys.isEmpty ? [] : observations, [], contract)
        admitted = self.keys.isEmpty ? [] : observations.filter { $0.kind == .admitted }
    }

    /// What shows that somebody else uses one of the keys.
    func disproof() -> ForeignUse? {
        guard !keys.isEmpty else { return nil }
        let steps = keys.flatMap(PlainStep.all).compactMap { step in step.cost.map { (step: step, cost: $0) } }
        let costs = Set(steps.map(\.cost))
        if steps.count < Self.fewSteps {
            // A rule of the limiter's would show in every step; two that differ, or none at all, show none.
            if costs.count == 1, !costs.contains(1), steps.count > 1 { return nil }
            return keys.lazy.compactMap { $0.anyForeignUse(contract) }.first
        }
        guard costs.contains(1) else { return nil }
        // A bucket that several keys share is a fault; it charges every time that another key is used.
        let mayBeShared = !steps.contains { $0.cost == 1 && othersAtLeast($0.step) > 0 }
        if let odd = steps.first(where: { $0.cost > 1 && !(mayBeShared && othersAtMost($0.step) >= $0.cost - 1) }) {
            return ForeignUse(before: odd.step.before, after: odd.step.after)
        }
        return mayBeShared && keys.count > 1 ? nil : unequalBeginnings()
    }

    /// How a window was used that was used up.
    private struct Manner: Hashable {
        var phase = 0
        var overlaps = false
        var refused: Set<Operation> = []

        mutating func add(_ request: Observation, isAlone: Bool) {
            phase = request.attempt.phase
            overlaps = overlaps || !isAlone
            if request.kind == .limited { refused.insert(request.attempt.operation) }
        }
    }

    /// The most that this run can have used on other keys between the two.
    private func othersAtMost(_ step: PlainStep) -> Int {
        max(0, useOfAll.atMost(after: step.before.earliest, before: step.after.latest ?? step.after.earliest) - 2)
    }

    /// What was certainly admitted to other keys between the two.
    private func othersAtLeast(_ step: PlainStep) -> Int {
        guard let from = step.before.latest else { return 0 }
        return admitted[admitted.partitioningIndex { $0.earliest > from }...].prefix { $0.earliest < step.after.earliest }
            .count { ($0.latest ?? .distantFuture) <= step.after.earliest }
    }

    /// Windows that begin after two windows of rest, when no limiter remembers anything, and windows that follow a used-up one: what is
    /// missing at their first request is missing every time, or was used by somebody.
    ///
    /// Windows that follow are compared where the one before was used in the same manner: what some requests are charged later is a fault.
    private func unequalBeginnings() -> ForeignUse? {
        var rested: [(first: Observation, missing: Int)] = []
        var following: [Manner: [(first: Observation, missing: Int)]] = [:]
        for key in keys {
            var busyUntil = RunInstant.start
            var before = Manner()
            for (position, first) in key.observations.enumerated() {
                let isAlone = position + 1 == key.observations.count || first.precedes(key.observations[position + 1])
                defer {
                    busyUntil = max(busyUntil, first.latest ?? .distantFuture)
                    before.add(first, isAlone: isAlone)
                }
                guard first.kind == .admitted, isAlone, busyUntil <= first.earliest,
                      let limit = first.advice?.limit.value, let remaining = first.remaining else { continue }
                let beginning = (first, max(0, limit - remaining - 1))
                if first.earliest - busyUntil > contract.longestWindow * 2 {
                    rested.append(beginning)
                } else if position > 0, key.observations[position - 1].kind == .limited {
                    following[before, default: []].append(beginning)
                    before = Manner()
                }
            }
        }
        for kind in [rested] + following.values.sorted(by: { $0[0].first.attempt.index < $1[0].first.attempt.index }) {
            if let odd = kind.first(where: { $0.missing > 0 }), kind.contains(where: { $0.missing == 0 }) {
                return ForeignUse(before: odd.first, after: odd.first)
            }
        }
        return nil
    }
}
