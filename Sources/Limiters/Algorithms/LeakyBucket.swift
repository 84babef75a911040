package import Timeline

/// A meter without burst: one request each window ÷ quota, and none saved up by waiting longer.
///
/// Source: nginx, `limit_req` without `burst` (src/http/modules/ngx_http_limit_req_module.c), which counts in milliseconds.
package struct LeakyBucket: Limiter {
    private let quota: Int
    private let interval: TimeSpan
    /// From when on the next request of a key is admitted.
    private var due = PerKey<WallInstant>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.interval = window.part(of: quota)
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let due = max(due[key] ?? now, now)
        // One where it is due, none in the interval before, and each interval more is one that was charged too many.
        let remaining = (interval - (due - now)).nanoseconds.flooredDivision(by: interval.nanoseconds)
        return Standing(limit: quota, remaining: Int(remaining), reset: due, wait: due - now)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        due[key] = max(due[key] ?? now, now) + interval * cost
    }
}
