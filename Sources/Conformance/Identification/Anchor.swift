import Timeline

/// Tells where fixed windows begin, from the ends that keys show.
struct Anchor {
    private let evidence: Evidence
    private let window: TimeSpan

    init(_ evidence: Evidence, _ window: TimeSpan) {
        self.evidence = evidence
        self.window = window
    }

    /// One window of a key: when its first request was decided, and when it ended.
    private struct Span {
        var key: Int
        var first: Bounds<RunInstant>
        var end: Bounds<RunInstant>
        /// True where its first request came at an instant of its own, not as soon as the window before had ended.
        var isFree: Bool
    }

    /// Every anchoring that explains all ends, so that the true one is among them.
    func find() -> [WindowAnchoring] {
        let spans = spans
        guard !spans.isEmpty else { return [] }
        let grids = grids(spans)
        guard spans.allSatisfy(follows) else { return grids }
        // On grids of their own, keys would have to follow their first requests by accident, each by its own.
        let free = Set(spans.filter(\.isFree).map(\.key)).count
        let accident = (0..<free).reduce(1.0) { chance, _ in chance * slack.inSeconds / window.inSeconds }
        return grids == [.perKey] && accident < Self.rare ? [.firstRequest] : grids + [.firstRequest]
    }

    /// What is taken for no accident.
    private static let rare = 0.05

    /// Some begin with the whole second of the first request, and some take a moment to notice the end.
    private var early: TimeSpan { min(.seconds(1), window / 2) }
    private var late: TimeSpan { window / 20 }
    /// How much of a window an end may lie away from where the first request put it.
    private var slack: TimeSpan { early + late }

    /// True where the window can have begun with the request that opened it.
    private func follows(_ span: Span) -> Bool {
        Bounds(span.first.atLeast + window - early, span.first.atMost + window + late).overlaps(span.end)
    }

    private func grids(_ spans: [Span]) -> [WindowAnchoring] {
        let keys = Dictionary(grouping: spans, by: \.key).values
        let phases = keys.compactMap { spans in Self.phase(spans.map(\.end), window) }
        guard phases.count == keys.count else { return [] }
        guard let common = Self.phase(phases, window) else { return [.perKey] }
        let others: [WindowAnchoring] = keys.count == 1 ? [.processTimer, .perKey] : [.processTimer]
        // A length that was only measured adds up to nothing over the years since the epoch.
        let isMeant = window.nanoseconds % TimeSpan.milliseconds(100).nanoseconds == 0
        guard isMeant, let clock = evidence.clock else { return [.epoch] + others }
        let onServer = Bounds(clock.earliest(common.atLeast).sinceEpoch, clock.latest(common.atMost).sinceEpoch)
        let length = window.nanoseconds
        let holdsMultiple = onServer.atMost.nanoseconds.flooredDivision(by: length) > (onServer.atLeast.nanoseconds - 1).flooredDivision(by: length)
        guard holdsMultiple else { return others }
        return onServer.width.inSeconds < Self.rare * window.inSeconds ? [.epoch] : [.epoch] + others
    }

    private var spans: [Span] {
        evidence.keys.flatMap { key -> [Span] in
            let openers = openers(of: key)
            let afterBlocks = key.afterBlocks
            return key.stretches.compactMap { stretch in
                // Elsewhere a window may have been opened unseen.
                let experiment = evidence.experiment(of: stretch.first)
                guard [.sequential, .boundary, .idle, .discovery].contains(experiment), stretch.resumed != nil, stretch.end.width < window / 4,
                      let opener = openers.last(where: { $0.precedes(stretch.last) }), evidence.experiment(of: opener) == experiment,
                      let latest = opener.latest else { return nil }
                return Span(key: key.key, first: Bounds(opener.earliest, latest), end: stretch.end,
                            isFree: !afterBlocks.contains(opener.attempt.index))
            }
        }
    }

    /// Admissions that can have begun a window that follows requests, in order: the first of all, those that end a block, and those after a
    /// long silence.
    private func openers(of key: KeyEvidence) -> [Observation] {
        let afterBlocks = key.afterBlocks
        var before: Observation?
        return key.observations.filter { observation in
            defer { before = observation }
            guard observation.kind == .admitted else { return false }
            guard let last = before else { return key.isFresh && key.loadEnd == nil }
            return afterBlocks.contains(observation.attempt.index) || observation.earliest - last.earliest > window
        }
    }

    /// The instant, moved by whole windows, that lies in all intervals; nothing where there is none.
    private static func phase(_ ends: [Bounds<RunInstant>], _ window: TimeSpan) -> Bounds<RunInstant>? {
        guard var common = ends.first else { return nil }
        for end in ends.dropFirst() {
            let distance = end.atLeast - common.atLeast
            let turns = (distance.nanoseconds + window.nanoseconds / 2).flooredDivision(by: window.nanoseconds)
            let drift = Contract.drift(over: distance)
            let moved = Bounds(end.atLeast - window * Int(turns) - drift, end.atMost - window * Int(turns) + drift)
            common = common.intersection(moved)
            if common.isContradiction { return nil }
        }
        return common
    }
}

extension KeyEvidence {
    /// Admissions that ended a block.
    fileprivate var afterBlocks: Set<Int> { Set(stretches.compactMap { $0.resumed?.attempt.index }) }
}
