import Timeline

/// A moment at which somebody set the server's clock while the run went on.
///
/// Before it the Dates fit one offset and after it another. Windows that were under way then are shorter or longer
/// than promised, and no limiter that goes by the wall clock can help it.
struct ClockStep: Sendable {
    /// When it was set, by our clock.
    let span: Bounds<RunInstant>
    /// By about how much; positive for a clock that was put forward.
    let by: TimeSpan
    /// The last response that shows the old time, and the first that shows the new one.
    let before: Observation
    let after: Observation
    /// True where enough was seen on both sides to tell it from texts of several places.
    let isCertain: Bool

    var description: String {
        let seconds = (by + (by < .zero ? .milliseconds(-500) : .milliseconds(500))).nanoseconds / 1_000_000_000
        return "the server's clock was set by about \(seconds) s, between \(span.atLeast.sinceStart) and "
            + "\(span.atMost.sinceStart) of the run"
    }
}

extension Evidence {
    /// Where the server's clock was set near the witness of a failure, doubt: a window that was under way then has
    /// another length than promised.
    func allowingForStep(_ id: CheckID, _ finding: Finding) -> Finding {
        guard finding.verdict == .fail, let step = dates.step, ClockStep.isAboutTime(id) else { return finding }
        let reach = contract.longestWindow * 2 + TimeSpan(nanoseconds: Int64(clamping: step.by.nanoseconds.magnitude))
        let near = Bounds(step.span.atLeast - reach, step.span.atMost + reach)
        let witness = Set(finding.witness)
        let isNear = witness.isEmpty || history.attempts.contains { attempt in
            witness.contains(attempt.index)
                && near.overlaps(Bounds(attempt.departed ?? attempt.scheduled, attempt.completed))
        }
        guard isNear else { return finding }
        var doubt = finding
        doubt.verdict = .inconclusive
        doubt.symptom = .undecided(.nothing)
        doubt.observed = "\(step.description); it may be the reason that \(finding.observed)"
        return doubt
    }
}

extension ClockStep {
    /// True for checks that a change of the server's clock can make fail: what they look at depends on when windows
    /// begin and end.
    static func isAboutTime(_ id: CheckID) -> Bool {
        ["ALG-", "CNT-", "KEY-", "LIM-", "WIN-"].contains { id.description.hasPrefix($0) }
            || ["DST-01", "DST-03", "HDR-09", "SEM-03", "SFV-02"].contains(id)
            || ["RTA-03", "RTA-04", "RTA-05", "RTA-06", "RTA-07"].contains(id)
    }

    /// A new time may be seen as late as this, since a text may be a second old and a second passes until the next is
    /// seen.
    private static let delay = TimeSpan.seconds(2)
    /// Different seconds that must have been seen before and after. What is moved by less than a text may be old is
    /// no certain step.
    private static let evidence = 3

    /// The one moment at which the Dates stop to fit together; nothing where there is none, or where they never fit
    /// together.
    static func find(in samples: [DateSample]) -> ClockStep? {
        var breaks: [Int] = []
        var piece = Piece()
        for index in samples.indices where !piece.takes(samples[index]) {
            breaks.append(index)
            piece = Piece()
            _ = piece.takes(samples[index])
        }
        guard let first = breaks.first, let last = breaks.last,
              samples[last].departed - samples[first].departed <= delay else { return nil }
        let old = samples[..<first]
        // What still shows the old time because it was under way belongs to neither side.
        let new = samples[last...]
        guard let before = old.last, let oldOffset = old.map(\.lower.value).max(),
              let newOffset = new.map(\.lower.value).max() else { return nil }
        let seen = old.last { $0.departed <= samples[first].departed - delay } ?? samples[0]
        let by = newOffset - oldOffset
        let isCertain = max(by, -by) > DateEvidence.staleness + .seconds(1)
            && [old, new].allSatisfy { Set($0.map(\.date)).count >= evidence }
        return ClockStep(span: Bounds(seen.departed, samples[last].head), by: by, before: before.observation,
                         after: samples[first].observation, isCertain: isCertain)
    }

    /// Samples in order of departure that one offset explains.
    private struct Piece {
        private var underWay: [DateSample] = []
        /// Of those that certainly came before, the one with the newest Date and the one that departed last.
        private var newest: DateSample?
        private var last: DateSample?
        private var lower: OffsetBound?
        private var upper: OffsetBound?

        /// False where it does not fit to those before.
        mutating func takes(_ sample: DateSample) -> Bool {
            underWay.removeAll { one in
                guard one.head <= sample.departed else { return false }
                if newest.map({ one.date > $0.date }) ?? true { newest = one }
                if last.map({ one.departed > $0.departed }) ?? true { last = one }
                return true
            }
            underWay.append(sample)
            if let newest, sample.date < newest.date { return false }
            let shown = sample.lower
            if let upper, shown.value > upper.most(at: shown.at) { return false }
            narrow(to: sample.upper(staleness: DateEvidence.staleness))
            if let last, last.date < sample.date {
                let change = DateSequence.Change(before: last, after: sample).upper
                if let lower, change.value < lower.least(at: change.at) { return false }
                narrow(to: change)
            }
            if lower.map({ shown.value > $0.least(at: shown.at) }) ?? true { lower = shown }
            return true
        }

        private mutating func narrow(to bound: OffsetBound) {
            if upper.map({ bound.value < $0.most(at: bound.at) }) ?? true { upper = bound }
        }
    }
}
