import Timeline

extension WallInstant {
    /// The latest instant, not after this one, at which a grid has a line; its lines are `step` apart and one is `phase` after the epoch.
    func floored(to step: TimeSpan, phase: TimeSpan = .zero) -> WallInstant {
        self - TimeSpan(nanoseconds: (nanoseconds - phase.nanoseconds).flooredRemainder(by: step.nanoseconds))
    }
}

extension TimeSpan {
    /// One of `count` equal parts, rounded up: were it rounded down, a window would hold a part too many.
    func part(of count: Int) -> TimeSpan { -TimeSpan(nanoseconds: (-self).nanoseconds.flooredDivision(by: Int64(count))) }
}
