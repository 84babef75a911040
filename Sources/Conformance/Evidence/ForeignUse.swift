import Limiters
import Timeline

/// Use of a key by somebody else, as what remains shows it: two responses between which it fell by more than this run can have used.
struct ForeignUse: Sendable {
    var before: Observation
    var after: Observation
}

extension ForeignUse {
    /// Two responses of one window, one certainly before the other, between which more was used than this run can have used.
    ///
    /// A window in which something can have been used before `since` shows nothing by what it began with.
    static func find(in windows: [KeyWindow], _ use: QuotaUse, _ contract: Contract, since: RunInstant = .distantPast) -> ForeignUse? {
        var lastSeen = RunInstant.distantPast
        for window in windows where window.isCoherent(contract) {
            // The window began after everything that was decided in the one before it.
            let began = lastSeen
            lastSeen = window.members.map(\.earliest).max() ?? lastSeen
            var before: Observation?
            for after in window.members {
                guard let to = after.remaining, let decided = after.latest else { continue }
                // The earlier one is in what it shows itself, or will be in what the later one shows.
                if let one = before, let from = one.remaining, one.precedes(after),
                   from - to > use.atMost(after: one.earliest, before: decided) - (one.mayHaveUsedQuota ? 1 : 0) {
                    return ForeignUse(before: one, after: after)
                }
                // Everything that this run can have used in this window by then.
                if let limit = after.advice?.limit.value, max(began, after.earliest - contract.longestWindow) >= since,
                   limit - to > use.atMost(after: max(began, after.earliest - contract.longestWindow), before: decided) {
                    return ForeignUse(before: after, after: after)
                }
                before = after
            }
        }
        return nil
    }
}

/// Two admitted creates of one window, one certainly right after the other and nothing of the key's in between.
struct PlainStep: Sendable {
    var before: Observation
    var after: Observation

    /// By how much what remains fell; nothing where it cannot be read, or the limit is another one meanwhile.
    var cost: Int? {
        guard before.advice?.limit.value == after.advice?.limit.value, let from = before.remaining, let to = after.remaining else { return nil }
        return from - to
    }

    static func all(on key: KeyEvidence) -> [PlainStep] {
        let observations = key.observations
        // An unknown request may be charged at any later time.
        let certain = observations.prefix { $0.kind != .unknown }
        var alone: [Bool] = []
        var newest = RunInstant.distantPast
        for (position, observation) in certain.enumerated() {
            let isLast = position + 1 == observations.count
            alone.append(newest <= observation.earliest && (isLast || observation.precedes(observations[position + 1])))
            newest = max(newest, observation.latest ?? newest)
        }
        return certain.indices.dropFirst().compactMap { index in
            let (one, next) = (certain[index - 1], certain[index])
            guard alone[index - 1], alone[index], one.kind == .admitted, next.kind == .admitted,
                  one.attempt.operation == .create, next.attempt.operation == .create,
                  one.attempt.resends == 0, next.attempt.resends == 0, one.reset != nil, one.reset == next.reset,
                  // A limit that was changed in between changes what remains; HDR-07 tells it.
                  one.advice?.limit == next.advice?.limit,
                  key.isAllSeen(between: one, and: next) else { return nil }
            return PlainStep(before: one, after: next)
        }
    }
}
