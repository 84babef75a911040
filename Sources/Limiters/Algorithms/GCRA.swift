package import Timeline

/// The generic cell rate algorithm: one theoretical arrival time for each key, with a tolerance of one whole quota.
///
/// Source: ITU-T I.371, virtual scheduling form.
package struct GCRA: Limiter {
    private let quota: Int
    private let interval: TimeSpan
    private var theoreticalArrival = PerKey<WallInstant>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.interval = window / quota
    }

    private var tolerance: TimeSpan { interval * quota }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let arrival = max(theoreticalArrival[key] ?? now, now)
        let room = tolerance - (arrival - now)
        return Standing(limit: quota, remaining: Int(room.nanoseconds.flooredDivision(by: interval.nanoseconds)),
                        reset: arrival, wait: max(.zero, interval - room))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        theoreticalArrival[key] = max(theoreticalArrival[key] ?? now, now) + interval * cost
    }
}
