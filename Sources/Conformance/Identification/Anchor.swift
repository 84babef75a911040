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
    }

    /// Every anchoring that explains all ends; `grid` says which model fitted best.
    func find(grid: Bool) -> [WindowAnchoring] {
        let spans = spans
        guard !spans.isEmpty else { return [] }
        // Some begin with the whole second of the first request, and some take a moment to notice the end.
        let early = min(TimeSpan.seconds(1), window / 4)
        let followsRequest = spans.allSatisfy { span in
            Bounds(span.first.atLeast + window - early, span.first.atMost + window + window / 20).overlaps(span.end)
        }
        // A grid may happen to lie where a few requests put it; windows that all follow their first request are no accident.
        if followsRequest, !grid || spans.count >= 3 { return [.firstRequest] }
        let phases = Dictionary(grouping: spans, by: \.key).values.compactMap { spans in Self.phase(spans.map(\.end), window) }
        guard phases.count == Set(spans.map(\.key)).count else { return followsRequest ? [.firstRequest] : [] }
        guard let common = Self.phase(phases, window) else { return [.perKey] }
        guard let clock = evidence.clock else { return [.epoch, .processTimer] }
        let onServer = Bounds(clock.earliest(common.atLeast).sinceEpoch, clock.latest(common.atMost).sinceEpoch)
        let length = window.nanoseconds
        // A multiple of the window lies in the interval.
        guard onServer.atMost.nanoseconds.flooredDivision(by: length) > (onServer.atLeast.nanoseconds - 1).flooredDivision(by: length) else { return [.processTimer] }
        return onServer.width < window / 4 ? [.epoch] : [.epoch, .processTimer]
    }

    private var spans: [Span] {
        evidence.keys.flatMap { key -> [Span] in
            let openers = openers(of: key)
            return key.stretches.compactMap { stretch in
                // Elsewhere a window may have been opened unseen.
                let experiment = evidence.experiment(of: stretch.first)
                guard [.sequential, .boundary, .idle, .discovery].contains(experiment), stretch.resumed != nil, stretch.end.width < window / 4,
                      let opener = openers.last(where: { $0.precedes(stretch.last) }), evidence.experiment(of: opener) == experiment,
                      let latest = opener.latest else { return nil }
                return Span(key: key.key, first: Bounds(opener.earliest, latest), end: stretch.end)
            }
        }
    }

    /// Admissions that can have begun a window that follows requests, in order: the first of all, those that end a block, and those after a
    /// long silence.
    private func openers(of key: KeyEvidence) -> [Observation] {
        let afterBlocks = Set(key.stretches.compactMap { $0.resumed?.attempt.index })
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
