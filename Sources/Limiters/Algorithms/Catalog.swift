package import Timeline

/// The limiters that a reference target can run, by the name that profiles and `rateproof serve` use.
package enum Algorithm: String, Sendable, CaseIterable, Codable {
    case fixedWindowEpoch = "fixed-window"
    case fixedWindowFirstRequest = "fixed-window-first-request"
    case fixedWindowFirstSecond = "fixed-window-first-second"
    case fixedWindowPerKey = "fixed-window-per-key"
    case fixedWindowProcessTimer = "fixed-window-process-timer"
    case windowWithBan = "window-with-ban"
    case slidingLog = "sliding-log"
    case segmentedWindow = "segmented-window"
    case slidingCounter = "sliding-counter"
    case slidingCounterFirstRequest = "sliding-counter-first-request"
    case tokenBucket = "token-bucket"
    case tokenBucketSeconds = "token-bucket-whole-seconds"
    case gcra = "gcra"
    case leakyBucket = "leaky-bucket"
    case leakyQueue = "leaky-queue"
    case slowDown = "slow-down"
    case concurrency = "concurrency-limit"
    case unlimited = "none"

    package var summary: String {
        switch self {
        case .fixedWindowEpoch: "fixed windows at multiples of the window since the Unix epoch"
        case .fixedWindowFirstRequest: "fixed windows that begin at a key's first request"
        case .fixedWindowFirstSecond: "fixed windows that begin with the second of a key's first request"
        case .fixedWindowPerKey: "fixed windows on a grid shifted by a phase of the key's own"
        case .fixedWindowProcessTimer: "fixed windows on a grid that began with the process"
        case .windowWithBan: "a fixed window whose first rejection blocks the key for a whole window"
        case .slidingLog: "each slot comes back one window after it was taken"
        case .segmentedWindow: "a window of four segments, each of which gives back all it used as it drops out"
        case .slidingCounter: "the last window's count fades linearly into this one"
        case .slidingCounterFirstRequest: "a sliding counter whose windows begin at a key's first request"
        case .tokenBucket: "a full bucket at once, then continuous refill"
        case .tokenBucketSeconds: "a full bucket at once, then whole tokens as each second begins"
        case .gcra: "the generic cell rate algorithm with a burst of one quota"
        case .leakyBucket: "one request each window ÷ quota, and none in advance"
        case .leakyQueue: "requests wait in a queue that lets one out each window ÷ quota"
        case .slowDown: "the quota of a window at once, and what comes beyond it later"
        case .concurrency: "a tenth of the quota under way at once, however many come in a time"
        case .unlimited: "no limit at all"
        }
    }

    /// True for the five that keep a fixed-window contract.
    package var isFixedWindow: Bool {
        switch self {
        case .fixedWindowEpoch, .fixedWindowFirstRequest, .fixedWindowFirstSecond, .fixedWindowPerKey, .fixedWindowProcessTimer: true
        case .windowWithBan, .slidingLog, .segmentedWindow, .slidingCounter, .slidingCounterFirstRequest, .tokenBucket,
             .tokenBucketSeconds, .gcra, .leakyBucket, .leakyQueue, .slowDown, .concurrency, .unlimited: false
        }
    }

    /// A fresh limiter; `started` is when its process began.
    package func limiter(quota: Int, window: TimeSpan, started: WallInstant) -> any Limiter {
        switch self {
        case .fixedWindowEpoch: FixedWindow(quota: quota, window: window, anchoring: .epoch)
        case .fixedWindowFirstRequest: FixedWindow(quota: quota, window: window, anchoring: .firstRequest)
        case .fixedWindowFirstSecond: FixedWindow(quota: quota, window: window, anchoring: .firstRequestWholeSecond)
        case .fixedWindowPerKey: FixedWindow(quota: quota, window: window, anchoring: .perKey)
        case .fixedWindowProcessTimer: FixedWindow(quota: quota, window: window, anchoring: .processTimer(phase: started.sinceEpoch))
        case .windowWithBan: WindowWithBan(quota: quota, window: window)
        case .slidingLog: SlidingLog(quota: quota, window: window)
        case .segmentedWindow: SegmentedWindow(quota: quota, window: window, segments: 4)
        case .slidingCounter: SlidingCounter(quota: quota, window: window)
        case .slidingCounterFirstRequest: SlidingCounter(quota: quota, window: window, anchoring: .firstRequest)
        case .tokenBucket: TokenBucket(quota: quota, window: window)
        case .tokenBucketSeconds: DiscreteTokenBucket(quota: quota, window: window)
        case .gcra: GCRA(quota: quota, window: window)
        case .leakyBucket: LeakyBucket(quota: quota, window: window)
        case .leakyQueue: LeakyQueue(quota: quota, window: window)
        case .slowDown: SlowDown(quota: quota, window: window)
        case .concurrency: ConcurrencyLimit(limit: max(2, quota / 10))
        case .unlimited: Unlimited(quota: quota, window: window)
        }
    }
}
