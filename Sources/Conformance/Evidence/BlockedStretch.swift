import Timeline

/// Four or more refusals in a row on one key: its window is used up, and from here the window's end can be bracketed.
///
///     201 201 201 … 201 │429 429 429 429│ 201
///                        first       last  resumed
///     the window's end lies after `last` departed and before `resumed` had its head
struct BlockedStretch: Sendable {
    /// In order of departure; all of them certainly came before `resumed`.
    var refusals: [Observation]
    var resumed: Observation?
    /// When the window of `last` ended.
    var end: Bounds<RunInstant>
    /// True where too little was sent between `first` and `last` for another window to have been used up in between.
    var isOneWindow: Bool

    private static let shortest = 4

    var first: Observation { refusals[0] }
    var last: Observation { refusals[refusals.count - 1] }
    /// True where the key was asked again and again without a long break.
    func isPolled(_ contract: Contract) -> Bool {
        zip(refusals, refusals.dropFirst()).allSatisfy { $1.earliest - $0.earliest < contract.window / 2 }
    }

    /// The last refusal that another one confirms: a stray one at the very end belongs to no stretch.
    var lastConfirmed: Observation { refusals[max(0, refusals.count - 2)] }

    /// The stretches of one key in order of time; `observations` in order of departure, `use` nothing where others use the key too.
    static func find(in observations: [Observation], _ use: QuotaUse?, _ contract: Contract) -> [BlockedStretch] {
        var stretches: [BlockedStretch] = []
        var run: [Observation] = []
        func close(resumed: Observation?) {
            defer { run = [] }
            guard run.count >= shortest else { return }
            // A refusal that overlaps the admission may belong to the next window; without a certain order there is no end.
            let certain = resumed.map { resumed in run.filter { $0.precedes(resumed) } } ?? []
            let resumed = certain.count >= 2 && !isRaised(from: certain.last, to: resumed) ? resumed : nil
            let refusals = resumed == nil ? run : certain
            guard let last = refusals.last, let firstLatest = refusals[0].latest, let lastLatest = last.latest else { return }
            let room = refusals.map { contract.room(at: $0) }.min() ?? contract.quota
            let isOneWindow = use.map { $0.atMost(after: refusals[0].earliest, before: lastLatest) < room } ?? false
            let longest = (isOneWindow ? firstLatest : lastLatest) + contract.longestWindow
            stretches.append(BlockedStretch(
                refusals: refusals, resumed: resumed,
                end: Bounds(last.earliest, min(longest, resumed?.latest ?? longest)), isOneWindow: isOneWindow))
        }
        for observation in observations {
            switch observation.kind {
            case .limited: run.append(observation)
            case .admitted: close(resumed: observation)
            case .refused, .failed, .aside, .unknown: break
            }
        }
        close(resumed: nil)
        return stretches
    }

    /// True where the limit, as the responses say it, was raised meanwhile: then no window need have ended.
    private static func isRaised(from refusal: Observation?, to admission: Observation?) -> Bool {
        guard let before = refusal?.statedLimit, let after = admission?.statedLimit else { return false }
        return after > before
    }

    /// The requests that were certainly admitted in the window of `last`: after it began and before that refusal.
    func admissions(_ observations: [Observation], _ contract: Contract) -> [Observation] {
        guard resumed != nil else { return [] }
        let start = end.atMost - contract.shortestWindow
        return observations.filter { $0.kind == .admitted && $0.earliest >= start && $0.precedes(last) }
    }
}
