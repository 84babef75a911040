import LeadsAPI
import Limiters
import Timeline

extension Defect {
    /// Races with the turn of a window: requests that come close to its end while another one of their key is under way.
    static let boundaries: [Defect] = [
        Defect("boundary-uncounted", "requests that race with the end of a window, in its last sixth, are not counted", namedBy: "WIN-06") {
            $0.alsoLimiting { limiter, window in Repricing(limiter) { $0.others > 0 && $0.rest < window / 6 ? 0 : 1 } }
        },
        Defect("boundary-double", "requests that race with the end of a window, in its last sixth, count in the next one too", namedBy: "WIN-06") {
            $0.alsoLimiting { limiter, window in CarriesOver(limiter, window: window) }
        },
    ]
}

/// Counts some requests of a window again in the next one.
private struct CarriesOver: WrappingLimiter {
    private struct Carried { var count: Int; var reset: WallInstant }

    var inner: any Limiter
    private let window: TimeSpan
    private var underWay: [String: Int] = [:]
    private var carried: [String: Carried] = [:]

    init(_ inner: any Limiter, window: TimeSpan) {
        self.inner = inner
        self.window = window
    }

    func standing(of key: String, at now: WallInstant) -> Standing {
        var standing = inner.standing(of: key, at: now)
        if let carried = carried[key], standing.reset - carried.reset == window {
            standing.lower(by: carried.count, at: now)
        }
        return standing
    }

    mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        inner.charge(cost, to: key, at: now)
        guard cost > 0 else { return }
        underWay[key, default: 0] += 1
        let reset = inner.standing(of: key, at: now).reset
        guard underWay[key, default: 0] > 1, reset - now < window / 6 else { return }
        let known = carried[key].flatMap { $0.reset == reset ? $0.count : nil } ?? 0
        carried[key] = Carried(count: known + cost, reset: reset)
    }

    mutating func release(_ key: String, at now: WallInstant) {
        underWay[key, default: 1] -= 1
        inner.release(key, at: now)
    }
}
