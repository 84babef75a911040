package import Timeline

/// How far the server's wall clock is ahead of the run's clock, as an interval that certainly holds the truth, at
/// every instant of the run.
///
/// At every instant, because two clocks drift apart: what one response says holds for its own instant, and a little
/// less for every other. How it is read from Dates: docs/judging.md, "Clocks".
package struct ClockOffset: Sendable, Equatable {
    private var lower: OffsetEnvelope
    /// Of the negative offset, so that both are lower bounds.
    private var upper: OffsetEnvelope
    package let samples: Int

    init(lower: OffsetEnvelope, upper: OffsetEnvelope, samples: Int) {
        self.lower = lower
        self.upper = upper
        self.samples = samples
    }

    /// server wall time − run time, in nanoseconds since the epoch, at an instant of the run.
    package func bounds(at instant: RunInstant) -> Bounds<TimeSpan> {
        Bounds(lower.value(at: instant), -upper.value(at: instant))
    }

    /// The same in the middle of the run, where it is known well.
    package var bounds: Bounds<TimeSpan> { bounds(at: lower.nodes[lower.nodes.count / 2]) }

    /// How exactly it is known where it is known least.
    package var width: TimeSpan { lower.nodes.map { bounds(at: $0).width }.max() ?? bounds.width }

    /// The earliest that the server's clock can have shown at an instant of ours.
    func earliest(_ instant: RunInstant) -> WallInstant {
        WallInstant(nanoseconds: 0) + instant.sinceStart + bounds(at: instant).atLeast
    }
    /// The latest that the server's clock can have shown at an instant of ours.
    func latest(_ instant: RunInstant) -> WallInstant {
        WallInstant(nanoseconds: 0) + instant.sinceStart + bounds(at: instant).atMost
    }
}

/// What is known of an offset at one instant: that it is no less, or no more, than a value.
struct OffsetBound: Sendable {
    var value: TimeSpan
    var at: RunInstant

    /// What follows for another instant, where it is no less.
    func least(at instant: RunInstant) -> TimeSpan { value - Contract.drift(over: instant - at) }
    /// What follows for another instant, where it is no more.
    func most(at instant: RunInstant) -> TimeSpan { value + Contract.drift(over: instant - at) }
    /// The same bound of the negative offset.
    static prefix func - (bound: OffsetBound) -> OffsetBound { OffsetBound(value: -bound.value, at: bound.at) }
}

/// A lower bound of an offset that changes no faster than clocks drift, at every instant, from bounds that hold at
/// single instants.
///
///     bounds        ·        ·
///     envelope   ╱╲╱ ╲______╱ ╲
struct OffsetEnvelope: Sendable, Equatable {
    /// What holds at instants that lie a step apart, from the first on.
    private var values: [TimeSpan]
    private let first: RunInstant
    private let step: TimeSpan

    /// More of them would tell the same: in a 256th of a run clocks do not drift far apart.
    private static let most = 256

    private static let nothing = TimeSpan(nanoseconds: .min)

    /// Nothing is known yet. The span is that of the run.
    init(over span: Bounds<RunInstant>) {
        first = span.atLeast
        step = max(.milliseconds(100), span.width / Self.most)
        let steps = Int(span.width.nanoseconds / step.nanoseconds) + 1
        values = Array(repeating: Self.nothing, count: steps + 1)
    }

    /// The instants between which it is straight.
    var nodes: [RunInstant] { values.indices.map(node) }

    private func node(_ index: Int) -> RunInstant { first + step * index }

    mutating func raise(to bound: OffsetBound) {
        let left = cell(bound.at)
        for index in left...(left + 1) { values[index] = max(values[index], bound.least(at: node(index))) }
    }

    /// Lets every bound hold as far as it reaches into the past and into the future; after the last `raise`.
    ///
    /// Before the first instant of `known` bounds reach into the future alone, and after the last one into the past
    /// alone.
    mutating func spread(known: Bounds<RunInstant>) {
        let loss = Contract.drift(over: step)
        var (onwards, back) = (values, values)
        for index in values.indices.dropFirst() { onwards[index] = max(onwards[index], onwards[index - 1] - loss) }
        for index in values.indices.dropLast().reversed() { back[index] = max(back[index], back[index + 1] - loss) }
        for index in values.indices {
            values[index] = max(onwards[index], back[index])
            // Between two nodes it is straight, so the step that an instant is in belongs to both sides.
            let isBefore = node(index) < known.atLeast + step
            let isAfter = node(index) > known.atMost - step
            let near = min(isBefore ? onwards[index] : values[index], isAfter ? back[index] : values[index])
            if near > Self.nothing { values[index] = near }
        }
    }

    /// At each node, the value that so many bounds reach there, and no more.
    mutating func raise(whereAgreed count: Int, _ bounds: [OffsetBound]) {
        guard bounds.count >= count else { return }
        for index in values.indices {
            var best: [TimeSpan] = []
            for bound in bounds {
                let value = bound.least(at: node(index))
                guard best.count < count || value > best[count - 1] else { continue }
                best.insert(value, at: best.partitioningIndex { $0 < value })
                if best.count > count { best.removeLast() }
            }
            values[index] = max(values[index], best[count - 1])
        }
    }

    func value(at instant: RunInstant) -> TimeSpan {
        let left = cell(instant)
        return (left...(left + 1)).reduce(Self.nothing) { value, index in
            max(value, OffsetBound(value: values[index], at: node(index)).least(at: instant))
        }
    }

    private func cell(_ instant: RunInstant) -> Int {
        min(max(0, Int((instant - first).nanoseconds / step.nanoseconds)), values.count - 2)
    }
}
