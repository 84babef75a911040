/// What opening connections took, over the whole run.
package struct ConnectionRecord: Sendable, Equatable, Codable {
    package var opened = 0
    /// How often a request was sent again that the peer had not looked at; nothing for never.
    package var resent: Int?
    /// Looking the host's name up; nothing where that was part of connecting.
    package var lookup: StoredHistogram?
    /// Until the transport's handshake was over.
    package var connect: StoredHistogram?
    /// TLS, from there until requests could be sent.
    package var handshake: StoredHistogram?

    package init() {}
}

/// How often something failed for one cause.
package struct CauseCount: Sendable, Equatable, Codable {
    package var cause: Cause
    package var count: Int

    package init(cause: Cause, count: Int) {
        self.cause = cause
        self.count = count
    }

    /// In an order that depends on nothing but the counts.
    package static func sorted(_ counts: [Cause: Int]) -> [CauseCount] {
        Cause.allCases.compactMap { cause in counts[cause].map { CauseCount(cause: cause, count: $0) } }
    }
}
