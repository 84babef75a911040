import Timeline

extension WallInstant {
    /// The latest instant, not after this one, at which a grid has a line; its lines are `step` apart and one is `phase` after the epoch.
    func floored(to step: TimeSpan, phase: TimeSpan = .zero) -> WallInstant {
        self - TimeSpan(nanoseconds: (nanoseconds - phase.nanoseconds).flooredRemainder(by: step.nanoseconds))
    }
}

extension TimeSpan {
    /// One of `count` equal parts, rounded up: were it rounded down, a window would hold a part too many.
    func part(of count: Int) -> TimeSpan { part(count: 1, of: count) }

    /// So many of `parts` equal parts, rounded up likewise.
    func part(count: Int, of parts: Int) -> TimeSpan {
        let product = Int128(nanoseconds) * Int128(count)
        return TimeSpan(nanoseconds: Int64(clamping: (product + Int128(parts) - 1) / Int128(parts)))
    }
}
