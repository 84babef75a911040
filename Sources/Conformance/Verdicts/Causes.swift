/// Groups of checks whose failure explains much that is seen elsewhere.
extension [CheckID] {
    /// The bucket is not the key's own, or not the only one.
    static let buckets: [CheckID] = ["KEY-01", "KEY-02", "DST-01"]
    /// The fields that a check reads are missing or cannot be trusted.
    static let fields: [CheckID] = ["HDR-01", "HDR-03", "HDR-05", "HDR-06", "HDR-09"]
    /// Requests are counted wrongly.
    static let counts: [CheckID] = ["CNT-01", "CNT-02", "CNT-04"]
    /// A window does not end when it should.
    static let endless: [CheckID] = ["WIN-10", "WIN-09"]
    /// Something comes back before its time.
    static let early: [CheckID] = ["CNT-09", "WIN-05", "WIN-01"]
}
