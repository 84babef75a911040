import Limiters

extension Envelope {
    /// A sliding counter admits while last window’s count, weighed by the share that the sliding window still covers, and this window’s are less
    /// than L in all. The share may be rounded down, and the stingy one rounds it up; where windows begin, nobody knows, so a proof must hold for
    /// every phase.
    static func counter(_ limit: Limit) -> Envelope {
        var envelope = Envelope(limit, atOnce: limit.quota, stingy: SlidingCounter(quota: limit.quota, window: limit.window, roundsUp: true))
        envelope.grid = limit.isAtEpoch ? .epoch : .free
        envelope.fades = true
        return envelope
    }
}
