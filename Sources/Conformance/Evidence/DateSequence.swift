import Timeline

/// Dates in the order in which they were seen, looked at for moments in which the text changed.
///
///     one, departed s ──── 12:00:07 ────▶
///                                           next ──── 12:00:08 ────▶ head
///                       └──── the text was made here ────┘
///
/// The value of a Date says nothing of how old it is. A change does, where one place makes the text: what was not
/// there at s was made after s, so that the server's clock was before 12:00:09 at s. Where several places make texts
/// of their own, one that is old follows one that is older, and that looks the same; but then an older one also
/// follows a newer one.
struct DateSequence {
    /// A second that began to be shown, with the least time between it and what was shown before.
    struct Change {
        /// The last response that certainly came before.
        var before: DateSample
        var after: DateSample
        /// How far the server's clock was ahead at most, when `before` departed.
        var upper: OffsetBound {
            OffsetBound(value: after.date.sinceEpoch + .seconds(1) - before.departed.sinceStart, at: before.departed)
        }
    }

    /// By the second that they show.
    private(set) var changes: [WallInstant: Change] = [:]
    /// Responses that certainly came after another one and show an earlier second than it.
    private(set) var returns: [DateSample] = []

    /// `samples` in order of departure.
    init(_ samples: [DateSample]) {
        let byHead = samples.indices.sorted { samples[$0].head < samples[$1].head }
        var arrived = 0
        var last: DateSample?
        var newest: DateSample?
        for sample in samples {
            while arrived < byHead.count, samples[byHead[arrived]].head <= sample.departed {
                let one = samples[byHead[arrived]]
                if last.map({ one.departed > $0.departed }) ?? true { last = one }
                if newest.map({ one.date > $0.date }) ?? true { newest = one }
                arrived += 1
            }
            if let newest, sample.date < newest.date { returns.append(sample) }
            guard let last, last.date < sample.date else { continue }
            if let known = changes[sample.date], known.before.departed >= last.departed { continue }
            changes[sample.date] = Change(before: last, after: sample)
        }
    }
}
