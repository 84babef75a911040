import Limiters
import Timeline

/// One algorithm with everything fixed but where its grid lies.
struct Hypothesis: Sendable {
    var algorithm: AlgorithmClass
    var quota: Int
    var window: TimeSpan
    /// The length after which its grid repeats; nothing for an algorithm without a grid.
    var grid: TimeSpan?
    /// True where all keys share one grid.
    var isGridShared = false
    var model: any Limiter
    /// How many counts a key has.
    var counters = 1

    private static let segments = [2, 3, 4, 5, 6, 10]

    /// Every algorithm that could have this quota and window, but for those that admit the same as one before them.
    ///
    /// A bucket that is filled as each second begins is, in windows of a second, a fixed window. With a quota of one a log and a bucket are a window that
    /// follows the first request, and a counter that fades has faded as soon as its window is over.
    static func all(_ quota: Int, _ window: TimeSpan) -> [Hypothesis] {
        func one(_ algorithm: AlgorithmClass, _ grid: TimeSpan?, _ model: any Limiter, shared: Bool = false) -> Hypothesis {
            Hypothesis(algorithm: algorithm, quota: quota, window: window, grid: grid, isGridShared: shared, model: model)
        }
        var all = [
            one(.fixedWindow, window, FixedWindow(quota: quota, window: window, anchoring: .epoch)),
            one(.fixedWindow, nil, FixedWindow(quota: quota, window: window, anchoring: .firstRequest)),
            one(.windowWithBan, nil, WindowWithBan(quota: quota, window: window)),
        ]
        if window > .seconds(1) {
            all.append(one(.fixedWindow, .seconds(1), FixedWindow(quota: quota, window: window, anchoring: .firstRequestWholeSecond), shared: true))
        }
        if quota > 1 {
            all += [one(.slidingLog, nil, SlidingLog(quota: quota, window: window)), one(.bucket, nil, TokenBucket(quota: quota, window: window))]
            if window != .seconds(1) { all.append(one(.bucket, .seconds(1), DiscreteTokenBucket(quota: quota, window: window))) }
        }
        for countsRejected in quota > 1 ? [false, true] : [true] {
            all.append(one(.slidingCounter, window, SlidingCounter(quota: quota, window: window, countsRejected: countsRejected), shared: true))
            all.append(one(.slidingCounter, nil, SlidingCounter(quota: quota, window: window, anchoring: .firstRequest, countsRejected: countsRejected)))
        }
        for count in segments {
            all.append(one(.segmentedWindow, window / count, SegmentedWindow(quota: quota, window: window, segments: count), shared: true))
        }
        return all
    }

    /// A bucket without burst, for a key that was refused at its second request.
    static func leaky(_ quota: Int, _ window: TimeSpan) -> Hypothesis {
        Hypothesis(algorithm: .leakyBucket, quota: quota, window: window, grid: nil, model: LeakyBucket(quota: quota, window: window))
    }

    /// The fewest contradictions over all places where the grid can lie; gives up at `limit`.
    func contradictions(in keys: [Replayed], _ clock: ClockOffset?, limit: Int, _ look: ReplayLook) -> Int {
        guard isGridShared, grid != nil else {
            // Each key may have a grid of its own.
            var sum = 0
            for key in keys where sum < limit {
                var best = limit - sum
                for place in places(key.returns, clock, look) where best > 0 {
                    best = min(best, key.segment.contradictions(of: model, counters: counters, at: place, limit: best))
                }
                sum += best
            }
            return sum
        }
        var best = limit
        for place in keys.prefix(2).flatMap({ places($0.returns, clock, look) }) where best > 0 {
            var sum = 0
            for key in keys where sum < best {
                sum += key.segment.contradictions(of: model, counters: counters, at: place, limit: best - sum)
            }
            best = min(best, sum)
        }
        return best
    }

    /// For each key, where its grid lies, or where in its interval a decision is taken, to explain it best; one place for all where they
    /// share a grid.
    func bestPlaces(in keys: [Replayed], _ clock: ClockOffset?) -> (places: [ReplayPlace], count: Int) {
        let shares = isGridShared && grid != nil
        var sum = 0
        var found: [ReplayPlace] = []
        for group in shares ? [keys] : keys.map({ [$0] }) {
            var best = (place: ReplayPlace(), count: Int.max)
            for place in group.prefix(2).flatMap({ places($0.returns, clock, .finer) }) where best.count > 0 {
                var count = 0
                for key in group where count < best.count {
                    count += key.segment.contradictions(of: model, counters: counters, at: place, limit: best.count - count)
                }
                if count < best.count { best = (place, count) }
            }
            sum += best.count
            found += group.map { _ in best.place }
        }
        return (found, sum)
    }

    /// Where the grid can lie: at the epoch, as exact as the server's clock is known; where something came back, as exact as its bracket; and
    /// everywhere, exact up to half a step. Without a grid, when within its interval a decision is taken.
    private func places(_ returns: Returns, _ clock: ClockOffset?, _ look: ReplayLook) -> [ReplayPlace] {
        guard let grid else { return look > .coarse ? (0...Self.fine).map { ReplayPlace(lean: Double($0) / Double(Self.fine)) } : [ReplayPlace()] }
        let steps = look == .finest ? Self.coarse * Self.finer : Self.coarse
        let swept = (0..<steps).map { ReplayPlace(shift: grid * $0 / steps, slack: min(grid / (2 * steps), .milliseconds(500))) }
        let all = (clock.map { Self.epoch($0, grid, look) } ?? []) + returns.phases(grid).map { ReplayPlace(shift: $0) } + swept
        // The replay's clock starts at an instant of its own, which need not be on the grid.
        let origin = ReplaySegment.origin.nanoseconds
        return all.map { ReplayPlace(shift: TimeSpan(nanoseconds: ($0.shift.nanoseconds + origin).flooredRemainder(by: grid.nanoseconds)), slack: $0.slack) }
    }

    /// Into how many steps a grid is cut, and each of those where it is looked at finely.
    private static let (coarse, finer) = (24, 8)
    /// Into how many pieces what is known of the epoch, or of a decision, is cut where it is looked at finely.
    private static let fine = 48

    /// The epoch as far as the server's clock is known, in one piece or, where a count fades between windows and bears little slack, bit by bit.
    private static func epoch(_ clock: ClockOffset, _ grid: TimeSpan, _ look: ReplayLook) -> [ReplayPlace] {
        let half = clock.bounds.width / 2
        func phase(_ offset: TimeSpan) -> TimeSpan { TimeSpan(nanoseconds: (-offset.nanoseconds).flooredRemainder(by: grid.nanoseconds)) }
        let middle = clock.bounds.atLeast + half
        guard look > .coarse else { return [ReplayPlace(shift: phase(middle), slack: min(half, grid / 8))] }
        let reach = min(half, grid / 2)
        return (0..<fine).map { part in ReplayPlace(shift: phase(middle + reach - reach * (2 * part + 1) / fine), slack: reach / fine) }
    }
}
