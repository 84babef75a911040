import Limiters
import Timeline

/// What one manner of refusing was seen to do, and whether the limiter alone can have done it.
struct RefusalSigns {
    /// So many refusals in a row, as everywhere.
    static let shortestBlock = 4
    /// How often something must be seen that an accident would have to repeat.
    private static let often = 3
    /// How many times another key must have been served in the middle of blocks.
    private static let manyGaps = 8

    private let isCalm: Bool
    private(set) var count = 0
    /// The index of the first.
    private(set) var first = Int.max
    /// Seen when the whole quota had certainly been used.
    private var over = 0
    /// Seen on a key with room that had not been refused before: what a limiter does not do and an outage does.
    private var strays = 0
    /// Over quota, with the limiter's own remaining of 0; and with more, on any key.
    private var saysZero = 0
    private var saysMore = 0
    private var longestRun = 0
    /// Blocks that this manner shares with others, in no order.
    var mixed = 0
    /// Blocks of nothing else, from the moment the quota was used up.
    private var pure = 0
    private var prompt = 0
    private var pureKeys: Set<Int> = []
    /// Blocks that begin with 429 and go on like this to their end.
    private var bannedKeys: Set<Int> = []
    private var gaps = 0

    /// How often any key was refused when its whole quota had certainly been used.
    var overAll = 0
    var is429Used = false
    /// True where a 429 has the same members in its body.
    var speaksLike429 = false

    init(_ manner: Limitation.Manner) { isCalm = manner == .silence(.enhanceYourCalm) }

    mutating func note(_ attempt: Attempt, isOver: Bool, isStray: Bool, run: Int, _ contract: Contract) {
        count += 1
        first = min(first, attempt.index)
        if isOver { over += 1 }
        if isStray { strays += 1 }
        longestRun = max(longestRun, run)
        guard let fields = contract.dialect.fields, let response = attempt.response,
              let remaining = AdviceReading(response, fields).remaining.value else { return }
        if remaining > 0 { saysMore += 1 } else if isOver { saysZero += 1 }
    }

    mutating func noteBlock(key: Int, isBan: Bool, gaps: Int, isPrompt: Bool) {
        self.gaps += gaps
        if isBan { bannedKeys.insert(key); return }
        pure += 1
        pureKeys.insert(key)
        if isPrompt { prompt += 1 }
    }

    /// True where nothing but the limiter can have refused like this.
    var isProof: Bool {
        // The limiter's own fields say that nothing is left, and its quota was used: it decided, and something made another status of it.
        if saysZero >= Self.often, saysMore == 0 { return true }
        guard strays == 0 else { return false }
        // The words of its 429, or the code that says "too much", when the quota was used.
        if over >= Self.often, speaksLike429 || isCalm { return true }
        guard mixed == 0 else { return false }
        // Whole blocks of it on several keys, while other keys were served in between.
        if pure >= Self.often, pureKeys.count >= 2, gaps >= Self.manyGaps { return true }
        if bannedKeys.count >= 2, gaps >= Self.manyGaps { return true }
        // Never a 429, and each time it began with the request after the last one of the quota.
        return !is429Used && pure >= Self.often && prompt == pure
    }

    /// True where it came with use alone, and often enough to matter.
    var isSuspicious: Bool { strays == 0 && over >= Self.often && (longestRun >= Self.often || over * 5 >= overAll) }
}
