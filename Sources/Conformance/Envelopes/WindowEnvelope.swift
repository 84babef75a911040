import Limiters

extension Envelope {
    /// Fixed windows of L in W. At the epoch they lie where the server’s clock says. Anywhere else a span S touches ⌊S ÷ W⌋ + 2 of them at most,
    /// and a refusal is too early where fewer than L can have been admitted in the W before it.
    static func window(_ limit: Limit) -> Envelope {
        guard !limit.isAtEpoch else {
            var envelope = Envelope(limit, atOnce: limit.quota, stingy: FixedWindow(quota: limit.quota, window: limit.window, anchoring: .epoch))
            envelope.grid = .epoch
            return envelope
        }
        var envelope = Envelope(limit, atOnce: 2 * limit.quota, stingy: SlidingLog(quota: limit.quota, window: limit.window))
        envelope.comesInWindows = true
        return envelope
    }

    /// The same, and a refusal for want of quota blocks for a whole window.
    static func ban(_ limit: Limit) -> Envelope {
        var envelope = window(limit)
        envelope.ban = limit.window
        return envelope
    }
}
