import Limiters

extension Envelope {
    /// A sliding log of L in W is exact: L + 1 admissions that certainly lie within less than W are one too many, and a refusal is too early
    /// where fewer than L can have been admitted in the W before it.
    static func log(_ limit: Limit) -> Envelope {
        var envelope = Envelope(limit, atOnce: limit.quota, stingy: SlidingLog(quota: limit.quota, window: limit.window))
        envelope.comesInWindows = true
        return envelope
    }
}
