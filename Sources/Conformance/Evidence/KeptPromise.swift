package import Timeline

extension Evidence {
    /// A promised wait next to the true one, where an admission shows when the window opened.
    package struct KeptPromise: Sendable {
        package var attempt: Int
        package var promised: TimeSpan
        package var actual: Bounds<TimeSpan>
    }

    /// The limited responses whose window's end is bracketed; where there are more than asked for, every so many-th.
    package func promises(atMost most: Int) -> [KeptPromise] {
        let stretches = keys.flatMap(\.stretches).filter { $0.resumed?.latest != nil }
        let count = stretches.reduce(0) { $0 + $1.refusals.count { $0.retryAfter != nil } }
        let step = max(1, (count + most - 1) / most)
        var position = 0
        return stretches.flatMap { stretch -> [KeptPromise] in
            stretch.refusals.compactMap { refusal in
                guard let promised = refusal.retryAfter, let received = refusal.latest, let open = stretch.resumed?.latest else { return nil }
                position += 1
                guard (position - 1) % step == 0 else { return nil }
                return KeptPromise(attempt: refusal.attempt.index, promised: promised,
                                   actual: Bounds(max(.zero, stretch.end.atLeast - received), open - refusal.earliest))
            }
        }
    }
}
