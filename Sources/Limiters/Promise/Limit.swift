package import Timeline

/// What shares one count.
package enum Scope: String, Sendable, CaseIterable {
    /// The requests of one key.
    case key
    /// The requests from one address, whatever key they carry.
    case address
    /// The requests of one key on one route.
    case route
    /// All requests of everybody.
    case everyone
}

/// One promise: how many requests are admitted, counted how, for whom. A contract is a list of them, all in force at once.
package struct Limit: Sendable, Equatable {
    /// How it counts.
    package enum Kind: String, Sendable, CaseIterable {
        case fixedWindow = "fixed-window"
        case windowWithBan = "window-with-ban"
        case slidingLog = "sliding-log"
        case slidingCounter = "sliding-counter"
        /// GCRA admits the same; a leaky bucket that counts and does not queue is one, too.
        case tokenBucket = "token-bucket"
        case leakyQueue = "leaky-queue"
        case concurrency

        package var title: String {
            switch self {
            case .fixedWindow: "a fixed window"
            case .windowWithBan: "a window with a ban after the first refusal"
            case .slidingLog: "a sliding log"
            case .slidingCounter: "a sliding-window counter"
            case .tokenBucket: "a token bucket"
            case .leakyQueue: "a leaky bucket that queues"
            case .concurrency: "a limit on requests under way"
            }
        }
    }

    package var name: String
    package var kind: Kind
    /// The requests of a window; the capacity of a bucket; the places in a queue; how many may be under way.
    package var quota: Int
    /// The length of a window; of a bucket or a queue, how long it takes to fill, or empty, as a whole.
    package var window: TimeSpan
    /// How many tokens a bucket gets at once, where it is not filled continuously.
    package var tokensAtOnce: Int?
    /// True where windows begin at multiples of their length since the Unix epoch.
    package var isAtEpoch = false
    package var scope: Scope
    /// True where refused requests use quota as well.
    package var countsRefused = false

    package init(_ kind: Kind, name: String = "", quota: Int, window: TimeSpan, scope: Scope = .key) {
        self.name = name
        self.kind = kind
        self.quota = quota
        self.window = window
        self.scope = scope
    }

    /// A bucket that is filled with so many tokens in a time.
    package static func bucket(
        name: String = "", capacity: Int, refill count: Int, per span: TimeSpan, atOnce: Int? = nil, scope: Scope = .key
    ) -> Limit {
        var limit = Limit(.tokenBucket, name: name, quota: capacity, window: span.part(count: capacity, of: count), scope: scope)
        limit.tokensAtOnce = atOnce
        return limit
    }

    /// Between two tokens, or two requests that leave a queue.
    package var interval: TimeSpan { window.part(of: quota) }
    /// Between two refills.
    package var step: TimeSpan { tokensAtOnce.map { window.part(count: $0, of: quota) } ?? .zero }

    /// After so long without a request nothing of what was used is in force any more.
    package var memory: TimeSpan {
        switch kind {
        case .slidingCounter: window * 2
        case .tokenBucket: window + step
        case .fixedWindow, .windowWithBan, .slidingLog, .leakyQueue, .concurrency: window
        }
    }

    /// `a sliding log: 100 in 60 s`, `a token bucket: 10 at once, and all of them again in 2 s ("burst")`
    package var promised: String {
        let what = switch kind {
        case .tokenBucket: "\(quota) at once, and all of them again in \(window)"
        case .leakyQueue: "one each \(interval), and \(quota) that wait"
        case .concurrency: "\(quota) under way"
        default: "\(quota) in \(window)"
        }
        let shared: String? = switch scope {
        case .key: nil
        case .everyone: "for everyone together"
        case .address, .route: "for each \(scope.rawValue)"
        }
        let others = [shared, name.isEmpty ? nil : "\"\(name)\""].compactMap(\.self)
        return "\(kind.title): \(what)" + (others.isEmpty ? "" : " (\(others.joined(separator: ", ")))")
    }
}
