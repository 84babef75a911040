import Limiters
import Timeline

/// What is known of one key.
package final class KeyEvidence: Sendable {
    package let key: Int
    /// Nobody can have used the key before this run.
    package let isFresh: Bool
    /// The first request with the key, seen or not.
    let firstUse: RunInstant
    /// When load on the key ended of which only sums were kept; nothing where there was none.
    let loadEnd: RunInstant?
    /// In order of departure.
    package let observations: [Observation]
    /// When they departed: searched so often that they lie side by side.
    private let departures: [RunInstant]
    private let refusals: [Observation]
    private let refusalDepartures: [RunInstant]
    /// Refusals that say how long to wait.
    let promising: [Observation]
    /// What was asked with the key.
    let operations: Set<Operation>
    package let windows: [KeyWindow]
    let stretches: [BlockedStretch]
    /// False where resets lie closer together than windows end.
    let resetsNameWindows: Bool
    /// True where a stretch began although the quota cannot have been used in the window length before it: its end is no window's end.
    let isRefusedEarly: Bool
    let boundaries: ProvenBoundaries
    /// Two responses between which remaining fell by more than this run's own requests: somebody else uses the key.
    let sharing: (before: Observation, after: Observation)?
    private let use: QuotaUse

    init(key: Int, isFresh: Bool, loads: [LoadRecord.KeyUse], _ observations: [Observation], _ contract: Contract) {
        self.key = key
        self.isFresh = isFresh
        loadEnd = loads.map { RunInstant(nanoseconds: $0.to) }.max()
        firstUse = min(observations.first?.earliest ?? .distantFuture, loads.map { RunInstant(nanoseconds: $0.from) }.min() ?? .distantFuture)
        self.observations = observations
        departures = observations.map(\.earliest)
        refusals = observations.filter { $0.kind == .limited }
        refusalDepartures = refusals.map(\.earliest)
        promising = refusals.filter { $0.retryAfter != nil }
        operations = Set(observations.lazy.map(\.attempt.operation))
        windows = KeyWindow.group(observations)
        use = QuotaUse(observations, loads)
        boundaries = ProvenBoundaries(observations)
        sharing = isFresh ? nil : ForeignUse.find(in: windows, use, contract)
        let stretches = BlockedStretch.find(in: observations, sharing == nil ? use : nil, contract)
        self.stretches = stretches
        // A refusal may advertise a window that never began.
        resetsNameWindows = contract.canBeWindows(windows.filter { $0.limited > 0 || $0.admitted.atLeast > 0 }.map(\.reset))
        let (firstUse, use, isShared) = (firstUse, use, sharing != nil)
        isRefusedEarly = stretches.contains { stretch in
            let start = stretch.first.earliest - contract.longestWindow
            guard !isShared, isFresh || start >= firstUse, let decided = stretch.first.latest else { return false }
            return use.atMost(after: start, before: decided) < contract.quota
        }
    }

    /// Where the observations begin that departed at an instant or later.
    func index(from instant: RunInstant) -> Int { departures.partitioningIndex { $0 >= instant } }

    /// The first request that departed at an instant or later and was limited.
    func refusal(from instant: RunInstant) -> Observation? {
        let index = refusalDepartures.partitioningIndex { $0 >= instant }
        return index < refusals.count ? refusals[index] : nil
    }

    /// False where load of which only sums were kept can have been charged between the two.
    func isAllSeen(between one: Observation, and next: Observation) -> Bool {
        use.unseen(after: one.earliest, before: next.latest ?? .distantFuture) == 0
    }

    /// The most quota that can have been used between two instants, or nothing where others use the key too.
    func mostUsed(after start: RunInstant, before end: RunInstant) -> Int? {
        sharing == nil ? use.atMost(after: start, before: end) : nil
    }

    /// The most quota that can have been used in the window of a refusal before it, or nothing where use by others could count.
    ///
    /// The window began less than one window length before the refusal, and after any boundary that was proven meanwhile.
    func useBefore(_ refusal: Observation, _ contract: Contract) -> Int? {
        let boundary = boundaries.latest(before: refusal.earliest)
        return use(before: refusal, since: max(refusal.earliest - contract.longestWindow, boundary ?? .distantPast))
    }

    /// The most quota that can have been used between an instant and a refusal, or nothing where use by others could count.
    func use(before refusal: Observation, since start: RunInstant) -> Int? {
        guard let decided = refusal.latest, isFresh || start >= firstUse else { return nil }
        return mostUsed(after: start, before: decided)
    }
}

/// Finds use of a key by somebody else, from what remains.
enum ForeignUse {
    /// Two responses of one window, one certainly before the other, between which more was used than this run can have used.
    static func find(in windows: [KeyWindow], _ use: QuotaUse, _ contract: Contract) -> (before: Observation, after: Observation)? {
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
                   from - to > use.atMost(after: one.earliest, before: decided) - (one.mayHaveUsedQuota ? 1 : 0) { return (one, after) }
                // Everything that this run can have used in this window by then.
                if let limit = after.advice?.limit.value,
                   limit - to > use.atMost(after: max(began, after.earliest - contract.longestWindow), before: decided) { return (after, after) }
                before = after
            }
        }
        return nil
    }
}
