import Limiters
package import Timeline

/// A kind of limiter that can be told from the others by what it admits, and when.
package enum AlgorithmClass: String, Sendable, CaseIterable {
    case fixedWindow = "fixed-window"
    case windowWithBan = "window-with-ban"
    case slidingLog = "sliding-log"
    case segmentedWindow = "segmented-window"
    case slidingCounter = "sliding-counter"
    case bucket = "token-bucket"
    case leakyBucket = "leaky-bucket"
    case leakyQueue = "leaky-queue"
    case delaying = "delaying"
    case concurrencyLimit = "concurrency-limit"
    case unlimited = "none"

    package var title: String {
        switch self {
        case .fixedWindow: Limit.Kind.fixedWindow.title
        case .windowWithBan: Limit.Kind.windowWithBan.title
        case .slidingLog: Limit.Kind.slidingLog.title
        case .segmentedWindow: "a window of segments"
        case .slidingCounter: Limit.Kind.slidingCounter.title
        case .bucket: Limit.Kind.tokenBucket.title
        case .leakyBucket: "a leaky bucket without burst"
        case .leakyQueue: Limit.Kind.leakyQueue.title
        case .delaying: "a limiter that delays instead of refusing"
        case .concurrencyLimit: Limit.Kind.concurrency.title
        case .unlimited: "no limit"
        }
    }

    /// What a limit that is promised would be recognised as.
    init(_ kind: Limit.Kind, quota: Int) {
        self = switch kind {
        case .fixedWindow: .fixedWindow
        case .windowWithBan: .windowWithBan
        case .slidingLog: .slidingLog
        case .slidingCounter: .slidingCounter
        case .tokenBucket: quota == 1 ? .leakyBucket : .bucket
        case .leakyQueue: .leakyQueue
        case .concurrency: .concurrencyLimit
        }
    }

    /// Other algorithms that admit exactly the same requests.
    package var twins: [String] { self == .bucket ? ["gcra"] : [] }
}

/// Where fixed windows begin.
package enum WindowAnchoring: String, Sendable {
    case epoch
    case firstRequest = "first-request"
    case perKey = "per-key"
    case processTimer = "process-timer"
}

/// What is counted together.
package enum CountScope: Sendable, Equatable {
    case eachKey
    case allKeys
    /// Several counts of each key that know nothing of each other, as processes or nodes keep them.
    case counters(Int)

    var counters: Int { if case .counters(let count) = self { count } else { 1 } }

    /// For a report; nothing for what everybody expects.
    package var name: String? {
        switch self {
        case .eachKey: nil
        case .allKeys: "all-keys"
        case .counters(let count): "\(count)-counters"
        }
    }

    /// To follow the name of an algorithm; empty for what everybody expects.
    package var suffix: String {
        switch self {
        case .eachKey: ""
        case .allKeys: ", one for all keys"
        case .counters(let count): ", in \(count) counts that know nothing of each other"
        }
    }
}

/// What a limiter was recognised as.
package struct Identification: Sendable, Equatable {
    package var algorithm: AlgorithmClass
    package var scope = CountScope.eachKey
    /// 1 − (contradictions of this algorithm + 1) ÷ (contradictions of the next best + 1).
    package var confidence: Double
    /// Nothing where windows do not matter, or cannot be placed.
    package var anchorings: [WindowAnchoring]
    package var quota: Int?
    package var window: TimeSpan?
    /// Algorithms that explain the history as well.
    package var alternatives: [AlgorithmClass]
    /// How many decisions were looked at, and how many of them the algorithm cannot explain.
    package var decisions: Int
    package var contradictions: Int

    package var isCertain: Bool { alternatives.isEmpty }
    /// `a fixed window, one for all keys`
    package var title: String { algorithm.title + scope.suffix }
    /// True where a fixed window is far from explaining it, and this algorithm explains nearly all.
    var isClear: Bool { isClear(against: .fixedWindow) }
    /// The same of another algorithm.
    func isClear(against promised: AlgorithmClass?) -> Bool {
        promised.map { !alternatives.contains($0) } ?? false && contradictions * Self.decisionsPerAccident <= decisions
    }
    /// False where this is clearly a limiter that has no windows which a reset could name.
    var mayHaveWindows: Bool { !isClear || [.fixedWindow, .windowWithBan, .unlimited].contains(algorithm) }
    /// One unexplained decision among so many may be an accident of the network.
    static let decisionsPerAccident = 50
}
