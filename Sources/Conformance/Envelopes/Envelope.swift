import Limiters
import Timeline

/// What a promise lets a limiter do: at most so much, and at least so much.
///
/// At most: how many any sound limiter of the promise can admit in a span, or in the windows of a grid. At least: a limiter as *stingy* as the
/// promise allows. What that one has left, if each request is charged as late as it can have been, every sound limiter has left. So an admission
/// above the most is one too many, and a refusal while the stingy one has room came too early. Nothing else convicts a limiter of a kind.
struct Envelope: Sendable {
    /// Where a limiter’s windows can begin.
    enum Grid: Sendable {
        case none
        /// At any phase, and at another one after a silence as long as the limit’s memory.
        case free
        /// At multiples of the window since the epoch, by the server’s clock.
        case epoch
    }

    let limit: Limit
    /// Nothing where the room is known by what is under way; see `QueueEnvelope.swift`.
    let stingy: (any Limiter)?
    var grid = Grid.none
    /// True where a window’s count fades over the next one.
    var fades = false
    /// Without a grid: at once, and then so many more in each window.
    var atOnce: Int
    /// True where the rest comes back all at once when a window’s length is over, not bit by bit.
    var comesInWindows = false
    /// How much later, or earlier, than told a decision may count: what a limiter’s own clock is too coarse for.
    var slack = TimeSpan.zero
    /// How long a refusal blocks; nothing where it does not.
    var ban: TimeSpan?

    /// Nothing for a limit that nobody can prove anything about from outside.
    init?(_ limit: Limit) {
        switch limit.kind {
        case .slidingLog: self = .log(limit)
        case .slidingCounter: self = .counter(limit)
        case .tokenBucket: self = .bucket(limit)
        case .leakyQueue: self = .queue(limit)
        case .fixedWindow: self = .window(limit)
        case .windowWithBan: self = .ban(limit)
        // That two requests are under way together at the server, no client can know: both may have been waiting in the network.
        case .concurrency: return nil
        }
    }

    init(_ limit: Limit, atOnce: Int, stingy: (any Limiter)?) {
        self.limit = limit
        self.atOnce = atOnce
        self.stingy = stingy
    }

    /// The most that can be admitted in a span so long, both of its ends included.
    func most(in span: TimeSpan) -> Int {
        let product = Int128(limit.quota) * Int128(span.nanoseconds)
        let later = comesInWindows ? Int(clamping: span.nanoseconds / limit.window.nanoseconds) * limit.quota
            : Int(clamping: product / Int128(limit.window.nanoseconds))
        return atOnce + later
    }
}
