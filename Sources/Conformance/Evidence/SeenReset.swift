import Limiters
package import Timeline

extension Evidence {
    /// An advertised reset next to the boundary that was seen, both on the run's clock.
    package struct SeenReset: Sendable {
        package var key: Int
        package var attempt: Int
        package var advertised: Bounds<RunInstant>
        package var actual: Bounds<RunInstant>
    }

    /// The last limited response of each stretch whose window's end is bracketed and whose reset can be put on the run's clock; where there are more
    /// than asked for, every so many-th.
    package func resets(atMost most: Int) -> [SeenReset] {
        keys.flatMap { key in
            key.stretches.compactMap { stretch -> SeenReset? in
                guard let open = stretch.resumed?.latest, let advertised = advertised(stretch.last) else { return nil }
                return SeenReset(key: key.key, attempt: stretch.last.attempt.index, advertised: advertised, actual: Bounds(stretch.end.atLeast, open))
            }
        }.thinned(to: most)
    }

    /// Where a response says that its window ends: a time as exact as the server's clock is known, a wait as exact as the response's flight.
    private func advertised(_ observation: Observation) -> Bounds<RunInstant>? {
        if let wait = observation.advice?.resetIn, let latest = observation.latest { return Bounds(observation.earliest + wait, latest + wait) }
        guard contract.promisesAdvice, contract.dialect.resetIsAbsolute, let reset = observation.resetAt, let clock else { return nil }
        let offset = clock.bounds(at: observation.earliest)
        return Bounds(.start + (reset.sinceEpoch - offset.atMost), .start + (reset.sinceEpoch - offset.atLeast))
    }
}
