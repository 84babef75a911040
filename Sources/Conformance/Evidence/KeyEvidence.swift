import Limiters
import Timeline

/// Whose use a key may see.
enum KeyOwner: Sendable {
    /// Made up for this run: nobody can have used it before.
    case madeUp
    /// The profile states that the key is this run's alone while it lasts, and nothing speaks against it.
    case statedOurs
    case anybody

    init(_ record: KeyRecord) { self = record.fresh ? .madeUp : record.exclusive == true ? .statedOurs : .anybody }

    /// From when on every use of a key is known that this run used first at an instant.
    func knownFrom(_ firstUse: RunInstant) -> RunInstant {
        switch self {
        case .madeUp: .distantPast
        case .statedOurs: .start
        case .anybody: firstUse
        }
    }
}

/// What is known of one key.
package final class KeyEvidence: Sendable {
    package let key: Int
    let owner: KeyOwner
    /// Nobody can have used the key before this run.
    package var isFresh: Bool { owner == .madeUp }
    /// Nobody else uses the key: whatever it is charged, this run's requests were charged.
    package var isOurs: Bool { owner == .madeUp || owner == .statedOurs }
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
    let sharing: ForeignUse?
    private let use: QuotaUse

    /// `foreign` is use by somebody else that showed on keys which were stated to be the run's alone.
    init(
        key: Int, _ owner: KeyOwner, loads: [LoadRecord.KeyUse], _ observations: [Observation], _ contract: Contract, foreign: ForeignUse? = nil
    ) {
        self.key = key
        self.owner = owner
        loadEnd = loads.map { RunInstant(nanoseconds: $0.to) }.max()
        firstUse = min(observations.first?.earliest ?? .distantFuture, loads.map { RunInstant(nanoseconds: $0.from) }.min() ?? .distantFuture)
        self.observations = observations
        departures = observations.map(\.earliest)
        refusals = observations.filter { $0.kind == .limited }
        refusalDepartures = refusals.map(\.earliest)
        promising = refusals.filter { $0.retryAfter != nil }
        operations = Set(observations.lazy.map(\.attempt.operation))
        windows = KeyWindow.group(observations)
        use = QuotaUse(observations, loads, contract)
        boundaries = ProvenBoundaries(observations)
        let sharing = owner == .anybody ? foreign ?? ForeignUse.find(in: windows, use, contract) : nil
        self.sharing = sharing
        let stretches = BlockedStretch.find(in: observations, sharing == nil ? use : nil, contract)
        self.stretches = stretches
        // A refusal may advertise a window that never began.
        resetsNameWindows = contract.canBeWindows(windows.filter { $0.limited > 0 || $0.admitted.atLeast > 0 }.map(\.reset))
        let (known, use) = (owner.knownFrom(firstUse), use)
        isRefusedEarly = stretches.contains { stretch in
            let start = stretch.first.earliest - contract.longestWindow
            guard sharing == nil, start >= known, let decided = stretch.first.latest else { return false }
            return use.atMost(after: start, before: decided) < contract.quota
        }
    }

    /// The same, where somebody else turned out to use keys that were stated to be the run's alone.
    func used(by foreign: ForeignUse, loads: [LoadRecord.KeyUse], _ contract: Contract) -> KeyEvidence {
        guard owner == .statedOurs else { return self }
        return KeyEvidence(key: key, .anybody, loads: loads, observations, contract, foreign: foreign)
    }

    /// The first sign that the key is charged for more than this run's requests, whoever is to blame.
    func anyForeignUse(_ contract: Contract) -> ForeignUse? { ForeignUse.find(in: windows, use, contract, since: .start) }

    /// From when on every use of the key is known.
    private var knownFrom: RunInstant { owner.knownFrom(firstUse) }

    /// From when on every use of the key is known and seen; nothing where somebody else uses it, or load without an answer may still be charged.
    var allKnownFrom: RunInstant? {
        guard sharing == nil else { return nil }
        guard let loadEnd else { return knownFrom }
        return use.unseen(after: loadEnd, before: .distantFuture) == 0 ? max(knownFrom, loadEnd) : nil
    }

    /// Where the key was asked first with nothing left in force that was used before; nothing where it never was.
    func firstRested(_ contract: Contract) -> Int? { rested(contract).first }

    /// Every place where the key was asked with nothing left in force that was used before, in order.
    func rested(_ contract: Contract) -> [Int] {
        var found: [Int] = []
        var busyUntil = max(loadEnd ?? .distantPast, isFresh ? .distantPast : .start)
        for (index, observation) in observations.enumerated() {
            let isFirst = index == 0 && isFresh && loadEnd == nil
            if isFirst || observation.earliest - busyUntil >= contract.longestWindow { found.append(index) }
            busyUntil = max(busyUntil, observation.latest ?? observation.attempt.completed)
        }
        return found
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
        guard let decided = refusal.latest, start >= knownFrom else { return nil }
        return mostUsed(after: start, before: decided)
    }
}
