import Limiters
import Timeline

/// A limiter whose limit is lowered while it runs, for good or for a while, for whatever reason its owner has.
struct LoweredQuota: WrappingLimiter {
    var inner: any Limiter
    let from: WallInstant
    let until: WallInstant?
    let by: Int

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        guard now >= from, until.map({ now < $0 }) ?? true else { return standing }
        standing.limit -= by
        standing.lower(by: by, at: now)
        return standing
    }
}
