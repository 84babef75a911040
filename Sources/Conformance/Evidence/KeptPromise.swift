package import Timeline

extension Evidence {
    /// A promised wait next to the true one, where an admission shows when the window opened.
    package struct KeptPromise: Sendable {
        package var attempt: Int
        package var promised: TimeSpan
        package var actual: Bounds<TimeSpan>
    }

    /// Every limited response whose window's end is bracketed.
    package var promises: [KeptPromise] {
        keys.flatMap { key in
            key.stretches.flatMap { stretch -> [KeptPromise] in
                guard let open = stretch.resumed?.latest else { return [] }
                return stretch.refusals.compactMap { refusal in
                    guard let promised = refusal.retryAfter, let received = refusal.latest else { return nil }
                    return KeptPromise(attempt: refusal.attempt.index, promised: promised,
                                       actual: Bounds(max(.zero, stretch.end.atLeast - received), open - refusal.earliest))
                }
            }
        }
    }
}
