package import Timeline

/// The limiters that a reference target can run, by the name that profiles and `rateproof serve` use.
package enum Algorithm: String, Sendable, CaseIterable, Codable {
    case fixedWindowEpoch = "fixed-window"
    case fixedWindowFirstRequest = "fixed-window-first-request"
    case fixedWindowPerKey = "fixed-window-per-key"
    case fixedWindowProcessTimer = "fixed-window-process-timer"
    case slidingLog = "sliding-log"
    case slidingCounter = "sliding-counter"
    case tokenBucket = "token-bucket"
    case gcra = "gcra"
    case unlimited = "none"

    package var summary: String {
        switch self {
        case .fixedWindowEpoch: "fixed windows at multiples of the window since the Unix epoch"
        case .fixedWindowFirstRequest: "fixed windows that begin at a key's first request"
        case .fixedWindowPerKey: "fixed windows on a grid shifted by a phase of the key's own"
        case .fixedWindowProcessTimer: "fixed windows on a grid that began with the process"
        case .slidingLog: "each slot comes back one window after it was taken"
        case .slidingCounter: "the last window's count fades linearly into this one"
        case .tokenBucket: "a full bucket at once, then continuous refill"
        case .gcra: "the generic cell rate algorithm with a burst of one quota"
        case .unlimited: "no limit at all"
        }
    }

    /// True for the four that keep a fixed-window contract.
    package var isFixedWindow: Bool {
        switch self {
        case .fixedWindowEpoch, .fixedWindowFirstRequest, .fixedWindowPerKey, .fixedWindowProcessTimer: true
        case .slidingLog, .slidingCounter, .tokenBucket, .gcra, .unlimited: false
        }
    }

    /// A fresh limiter; `started` is when its process began.
    package func limiter(quota: Int, window: TimeSpan, started: WallInstant) -> any Limiter {
        switch self {
        case .fixedWindowEpoch: FixedWindow(quota: quota, window: window, anchoring: .epoch)
        case .fixedWindowFirstRequest: FixedWindow(quota: quota, window: window, anchoring: .firstRequest)
        case .fixedWindowPerKey: FixedWindow(quota: quota, window: window, anchoring: .perKey)
        case .fixedWindowProcessTimer: FixedWindow(quota: quota, window: window, anchoring: .processTimer(phase: started.sinceEpoch))
        case .slidingLog: SlidingLog(quota: quota, window: window)
        case .slidingCounter: SlidingCounter(quota: quota, window: window)
        case .tokenBucket: TokenBucket(quota: quota, window: window)
        case .gcra: GCRA(quota: quota, window: window)
        case .unlimited: Unlimited(quota: quota, window: window)
        }
    }
}
