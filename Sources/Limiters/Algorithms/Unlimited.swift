package import Timeline

/// Admits everything: the negative control of every check.
package struct Unlimited: Limiter {
    private let quota: Int
    private let window: TimeSpan

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        Standing(limit: quota, remaining: quota, reset: now + window, wait: .zero)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {}
}
