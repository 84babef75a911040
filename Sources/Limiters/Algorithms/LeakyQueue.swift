package import Timeline

/// A leaky bucket as a queue: requests leave one each window ÷ quota, and a quota of them can wait for that.
///
/// The first is served at once, so that a burst admits one more than the quota. Remaining is the number of free places in the queue.
/// Source: nginx, `limit_req` with `burst` and without `nodelay` (src/http/modules/ngx_http_limit_req_module.c).
package struct LeakyQueue: Limiter {
    private let quota: Int
    private let interval: TimeSpan
    /// When the last request of a key left, or will.
    private var departures = PerKey<WallInstant>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.interval = window.part(of: quota)
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let backlog = delay(of: key, at: now)
        let waiting = Int((backlog + interval - TimeSpan(nanoseconds: 1)).nanoseconds / interval.nanoseconds)
        return Standing(limit: quota, remaining: quota - waiting, reset: now + backlog,
                        wait: max(.zero, backlog - interval * (quota - 1)))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        let first = departures[key].map { max(now, $0 + interval) } ?? now
        departures[key] = first + interval * (cost - 1)
    }

    package func delay(of key: String, at now: WallInstant) -> TimeSpan {
        departures[key].map { max(.zero, $0 - now) } ?? .zero
    }
}
