package import Timeline

/// A token bucket that reads its clock in whole seconds: tokens come only as a second begins, and only whole ones.
///
/// The fraction of a token that a refill leaves over is lost, but a refill that gives nothing leaves its seconds to the next.
/// Source: throttled-py, throttled/rate_limiter/token_bucket.py; there every admission starts the seconds anew, so that more is lost.
package struct DiscreteTokenBucket: Limiter {
    private struct Level { var tokens: Int; var second: WallInstant }

    private let quota: Int
    private let window: TimeSpan
    private var levels = PerKey<Level>()

    package init(quota: Int, window: TimeSpan) {
        self.quota = quota
        self.window = window
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let level = level(key, at: now)
        return Standing(limit: quota, remaining: refilled(level, at: now).tokens,
                        reset: max(now, instant(of: quota, from: level)), wait: max(.zero, instant(of: 1, from: level) - now))
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        // What costs nothing must not refill either, or it would lose a fraction.
        guard cost > 0 else { return }
        var level = refilled(level(key, at: now), at: now)
        level.tokens -= cost
        levels[key] = level
    }

    /// As it was left by the last charge: what comes later is told from here, since looking does not refill.
    private func level(_ key: String, at now: WallInstant) -> Level {
        levels[key] ?? Level(tokens: quota, second: now.floored(to: .seconds(1)))
    }

    private func refilled(_ level: Level, at now: WallInstant) -> Level {
        let second = now.floored(to: .seconds(1))
        let gain = Int128((second - level.second).nanoseconds) * Int128(quota) / Int128(window.nanoseconds)
        guard gain > 0 else { return level }
        return Level(tokens: Int(min(Int128(level.tokens) + gain, Int128(quota))), second: second)
    }

    /// The second in which a level reaches a number of tokens; not after `level.second` where it has them.
    private func instant(of tokens: Int, from level: Level) -> WallInstant {
        let (missing, perSecond) = (Int128(tokens - level.tokens) * Int128(window.nanoseconds), Int128(quota) * 1_000_000_000)
        guard missing > 0 else { return level.second }
        return level.second + .seconds(Int(clamping: (missing + perSecond - 1) / perSecond))
    }
}
