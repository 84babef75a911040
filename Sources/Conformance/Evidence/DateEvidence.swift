import Timeline

/// What the Date fields of a history say about the server's clock.
enum DateEvidence: Sendable {
    /// No response of the limiter's carries a usable Date.
    case none
    case clock(ClockOffset)
    /// The server's clock was set while the run went on: there is no offset that holds for all of it.
    case set(ClockStep)
    /// Dates of more than one clock, of which these two show it.
    case several(Observation, Observation)
    /// Dates that one clock with old texts could have shown, and several clocks too.
    case doubtful(Observation, Observation)

    var clock: ClockOffset? { if case .clock(let clock) = self { clock } else { nil } }
    var step: ClockStep? { if case .set(let step) = self { step } else { nil } }
}

extension Evidence {
    /// True where a window may be older than all that is known of the server's clock: a request of its key had no answer before the first Date
    /// came, and nothing of the key was admitted since. Had the clock been set back in between, no Date would show it, only the window's end.
    func mayPredateDates(_ response: Observation) -> Bool {
        guard response.kind == .limited, let key = keys.first(where: { $0.key == response.attempt.key }),
              let first = key.observations.first, first.attempt.index != response.attempt.index,
              !key.observations.contains(where: { $0.kind == .admitted && $0.precedes(response) }) else { return false }
        return first.latest == nil && first.earliest < DateSample.all(plain).lazy.map(\.head).min() ?? .distantFuture
    }
}

extension DateEvidence {
    /// How old the text of a Date may be, where changes do not tell: servers that format it by a timer are late when
    /// they are busy.
    static let staleness = TimeSpan.seconds(5)
    /// How many changes must agree before what they say is believed.
    private static let agreement = 5
    /// How many changes a connection must show before what it says alone is believed, each between two responses that
    /// lie so close together that an older text of another place could have come in between.
    private static let many = (changes: 8, within: TimeSpan.seconds(1))

    /// Reads the Dates together.
    static func read(_ observations: [Observation]) -> DateEvidence {
        let samples = DateSample.all(observations)
        guard let last = samples.map(\.head).max() else { return .none }
        var lower = OffsetEnvelope(over: Bounds(.start, max(last, .start)))
        var upper = lower
        for sample in samples {
            lower.raise(to: sample.lower)
            upper.raise(to: -sample.upper(staleness: staleness))
        }
        let single = lower
        lower.spread(known: always)
        upper.spread(known: always)
        let all = DateSequence(samples)
        var changes = Array(all.changes.values)
        let contradiction = contradiction(samples, lower, upper)
        if contradiction != nil || !isFromOnePlace(all, lower) {
            if let step = ClockStep.find(in: samples) { return .set(step) }
            if let places = contradiction ?? places(samples, lower) { return places }
            changes = changesOfConnections(samples, lower)
        }
        upper.raise(whereAgreed: agreement, changes.map { -$0.upper })
        // Before the first change and after the last one the clock may have been set unseen: what is known in between
        // says nothing of it.
        let known = changes.map(\.upper).filter { $0.value < lower.value(at: $0.at) + settled }.map(\.at)
        lower = single
        lower.spread(known: Bounds(known.min() ?? .distantFuture, known.max() ?? .distantPast))
        return .clock(ClockOffset(lower: lower, upper: upper, samples: samples.count))
    }

    /// True where nothing speaks against one place that makes all texts: none was followed by an earlier one, and
    /// none shows an earlier time than another proves.
    private static func isFromOnePlace(_ sequence: DateSequence, _ lower: OffsetEnvelope) -> Bool {
        sequence.returns.isEmpty
            && sequence.changes.values.map(\.upper).allSatisfy { $0.value >= lower.value(at: $0.at) }
    }

    /// The changes on connections that show many, where each has one place that makes its texts; none where one
    /// connection alone shows otherwise.
    private static func changesOfConnections(
        _ samples: [DateSample], _ lower: OffsetEnvelope
    ) -> [DateSequence.Change] {
        var changes: [DateSequence.Change] = []
        for (connection, samples) in Dictionary(grouping: samples, by: \.observation.attempt.connection) {
            let sequence = DateSequence(samples)
            guard connection != nil, isFromOnePlace(sequence, lower) else { return [] }
            // Of two places, an older text comes after a newer one as often as before it: not to see that once in
            // eight times is no accident.
            let close = sequence.changes.values.count { $0.after.head - $0.before.departed <= many.within }
            if close >= many.changes { changes += sequence.changes.values }
        }
        return changes
    }

    private static let always = Bounds(RunInstant.distantPast, .distantFuture)
    /// A change that tells the offset to within this shows that the clock is the one that is shown later.
    private static let settled = TimeSpan.seconds(3)

    /// Two Dates that no single clock can have shown, even if their texts are old.
    private static func contradiction(
        _ samples: [DateSample], _ lower: OffsetEnvelope, _ upper: OffsetEnvelope
    ) -> DateEvidence? {
        let isImpossible = { lower.value(at: $0) > -upper.value(at: $0) }
        guard let instant = lower.nodes.first(where: isImpossible) else { return nil }
        let ahead = samples.max { $0.lower.least(at: instant) < $1.lower.least(at: instant) }
        let behind = samples.min {
            $0.upper(staleness: staleness).most(at: instant) < $1.upper(staleness: staleness).most(at: instant)
        }
        guard let ahead, let behind else { return nil }
        return .several(ahead.observation, behind.observation)
    }

    // MARK: Several clocks

    /// How far a connection's Dates must stay behind all others', and in how many seconds of the run, to be of
    /// another clock.
    ///
    /// A text that is made anew every five seconds or sooner is fresh now and then: in so many seconds it is never by
    /// a chance of one in a million.
    private static let apart = (by: TimeSpan.seconds(4), proves: 16, suggests: 8)
    /// The same for several connections together, each of which must show so many seconds itself.
    private static let together = (connections: 4, seconds: 24, each: 6)

    /// A connection that shows no Date that is as new as the others' at the same time.
    private struct Laggard {
        var first: Observation
        /// Of the run, in which it was seen.
        var seconds: Set<Int>
    }

    /// Whether connections show the Dates of another clock than the others do.
    private static func places(_ samples: [DateSample], _ lower: OffsetEnvelope) -> DateEvidence? {
        guard let ahead = samples.max(by: { $0.lower.value < $1.lower.value })?.observation else { return nil }
        let connections = Dictionary(grouping: samples.filter { $0.observation.attempt.connection != nil }) {
            $0.observation.attempt.connection ?? 0
        }.mapValues { samples in (samples: samples, seconds: Set(samples.map { $0.head.sinceStart.secondsRoundedDown })) }
        let watched = connections.filter { $0.value.seconds.count >= together.each }
        let laggards = watched.sorted { $0.key < $1.key }.compactMap { _, one -> Laggard? in
            let isBehind = one.samples.allSatisfy { lower.value(at: $0.head) - $0.lower.value >= apart.by }
            return isBehind ? Laggard(first: one.samples[0].observation, seconds: one.seconds) : nil
        }
        guard let longest = laggards.max(by: { $0.seconds.count < $1.seconds.count }) else { return nil }
        let all = laggards.reduce(into: Set<Int>()) { $0.formUnion($1.seconds) }
        // A few of many connections may be late by accident.
        let areMany = laggards.count >= max(together.connections, watched.count / 8) && all.count >= together.seconds
        if areMany || longest.seconds.count >= apart.proves { return .several(ahead, longest.first) }
        return longest.seconds.count >= apart.suggests || laggards.count >= together.connections ? .doubtful(ahead, longest.first) : nil
    }
}
