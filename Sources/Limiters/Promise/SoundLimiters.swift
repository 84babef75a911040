package import Timeline

extension SeveralLimits {
    /// One sound limiter for each of several limits.
    package init(keeping limits: [Limit]) {
        self.init(limits.compactMap { limit in
            limit.soundLimiters(started: WallInstant(epochSeconds: 0)).first.map { (limiter: $0.limiter, isForAll: limit.scope == .everyone) }
        })
    }
}

extension Limit {
    /// Limiters that keep this promise and differ in what it leaves open, such as where windows begin; by a name for messages.
    package func soundLimiters(started: WallInstant) -> [(name: String, limiter: any Limiter)] {
        switch kind {
        case .fixedWindow:
            let all: [FixedWindow.Anchoring] = isAtEpoch ? [.epoch] : [.epoch, .firstRequest, .perKey, .processTimer(phase: started.sinceEpoch)]
            return all.map { ("\($0)", FixedWindow(quota: quota, window: window, anchoring: $0)) }
        case .windowWithBan: return [("ban", WindowWithBan(quota: quota, window: window))]
        case .slidingLog: return [("log", SlidingLog(quota: quota, window: window))]
        case .slidingCounter:
            return [("epoch", SlidingCounter(quota: quota, window: window)),
                    ("first request", SlidingCounter(quota: quota, window: window, anchoring: .firstRequest)),
                    ("rounded up", SlidingCounter(quota: quota, window: window, roundsUp: true))]
        case .tokenBucket:
            let bucket = { phase in
                RefilledBucket(capacity: quota, refill: quota, per: window, step: step, phase: phase)
            }
            return tokensAtOnce == nil ? [("continuous", bucket(.zero))]
                : [("on the epoch’s grid", bucket(.zero)), ("on the process’s grid", bucket(started.sinceEpoch))]
        case .leakyQueue: return [("queue", LeakyQueue(quota: quota, window: window))]
        case .concurrency: return [("concurrency", ConcurrencyLimit(limit: quota))]
        }
    }
}
