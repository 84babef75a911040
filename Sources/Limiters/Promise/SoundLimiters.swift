package import Timeline

extension SeveralLimits {
    /// One sound limiter for each of several limits.
    package init(keeping limits: [Limit]) {
        self.init(limits.compactMap { limit in
            limit.soundLimiters(started: WallInstant(epochSeconds: 0)).first.map { (limiter: $0, isForAll: limit.scope == .everyone) }
        })
    }
}

extension Limit {
    /// Limiters that keep this promise and differ in what it leaves open, such as where windows begin.
    package func soundLimiters(started: WallInstant) -> [any Limiter] {
        switch kind {
        case .fixedWindow:
            let all: [FixedWindow.Anchoring] = isAtEpoch ? [.epoch] : [.epoch, .firstRequest, .perKey, .processTimer(phase: started.sinceEpoch)]
            return all.map { FixedWindow(quota: quota, window: window, anchoring: $0) }
        case .windowWithBan: return [WindowWithBan(quota: quota, window: window)]
        case .slidingLog: return [SlidingLog(quota: quota, window: window)]
        case .slidingCounter:
            return [SlidingCounter(quota: quota, window: window), SlidingCounter(quota: quota, window: window, anchoring: .firstRequest),
                    SlidingCounter(quota: quota, window: window, roundsUp: true)]
        case .tokenBucket:
            // Tokens that come together come on a grid: the epoch's, or the process's.
            let phases = tokensAtOnce == nil ? [.zero] : [.zero, started.sinceEpoch]
            return phases.map { RefilledBucket(capacity: quota, refill: quota, per: window, step: step, phase: $0) }
        case .leakyQueue: return [LeakyQueue(quota: quota, window: window)]
        case .concurrency: return [ConcurrencyLimit(limit: quota)]
        }
    }
}
