/// One sending of one request, with the four instants that were taken on the run's clock.
///
/// Shape: `scheduled ≤ departed ≤ head ≤ completed` where present. The server decided somewhere in
/// `departed…head`; without a head it may or may not have decided at all.
package struct Attempt: Sendable, Equatable {
    /// Position in the order of scheduling; unique within a history.
    package var index: Int
    /// Index into the history's phases.
    package var phase: Int
    /// Index into the history's keys.
    package var key: Int
    package var operation: Operation
    /// Zero for none. Small, because there it costs no memory: a run has millions of attempts.
    private var connectionNumber: UInt32
    private var resendCount: UInt8
    /// What the profile's rules say that the answer means; nothing where its status says it.
    package var meaning: Meaning?
    /// Which lead was meant; equal subjects carry the same e-mail address.
    package var subject: Int
    package var scheduled: RunInstant
    /// Nothing where it was never sent.
    package var departed: RunInstant?
    /// When the response head was parsed.
    package var head: RunInstant?
    package var completed: RunInstant
    package var outcome: Outcome

    package init(
        index: Int, phase: Int, key: Int, operation: Operation, subject: Int,
        scheduled: RunInstant, departed: RunInstant?, head: RunInstant?, completed: RunInstant, outcome: Outcome, connection: Int? = nil,
        resends: Int = 0, meaning: Meaning? = nil
    ) {
        self.meaning = meaning
        self.index = index
        self.phase = phase
        self.key = key
        self.operation = operation
        self.subject = subject
        self.scheduled = scheduled
        self.departed = departed
        self.head = head
        self.completed = completed
        self.outcome = outcome
        connectionNumber = connection.flatMap { UInt32(exactly: $0) } ?? 0
        resendCount = UInt8(clamping: resends)
    }

    /// The number of the connection that carried it, from 1 on; nothing where there was none, and in histories of versions before it was kept.
    package var connection: Int? { connectionNumber == 0 ? nil : Int(connectionNumber) }

    /// How often it had left before, and the peer said that it had not looked at it: whether that was true nobody can see.
    package var resends: Int { Int(resendCount) }

    package var response: Response? {
        if case .responded(let response) = outcome { response } else { nil }
    }

    /// True for a 2xx answer, or for what the profile says means the same.
    package var isAdmitted: Bool { meaning.map { $0 == .admitted } ?? response?.isAdmitted ?? false }
    /// True for a 429, or for what the profile says means the same.
    package var isStatedLimit: Bool { meaning.map { $0 == .limited } ?? (response?.status == 429) }

    /// departed − scheduled: lateness that is ours, not the target's.
    package var lag: TimeSpan? { departed.map { $0 - scheduled } }
    /// completed − departed.
    package var serviceTime: TimeSpan? { departed.map { completed - $0 } }
    /// completed − scheduled: what a user who wanted service at the scheduled instant waited.
    package var responseTime: TimeSpan { completed - scheduled }
}

/// What an answer means for the limit, where a profile says so by rules of its own.
package enum Meaning: String, Sendable, CaseIterable, Codable {
    case admitted
    case limited
    /// Refused by the API for another reason than the limit.
    case refused
    case failed

    /// For sorting; not zero.
    package var order: Int { (Self.allCases.firstIndex(of: self) ?? 0) + 1 }

    /// What a status means by itself.
    package init(status: Int) {
        self = switch status {
        case 200...299: .admitted
        case 429: .limited
        case 400...499: .refused
        default: .failed
        }
    }
}

/// What came back.
package enum Outcome: Sendable, Equatable {
    case responded(Response)
    /// No byte of it left us: it cannot have used quota.
    case notSent(Cause)
    /// It left, and no response head came: it may have used quota.
    case indeterminate(Cause)
}

/// Why there was no response.
package enum Cause: String, Sendable, CaseIterable, Codable {
    case missed = "missed: the in-flight cap was reached when it was due"
    case budget = "the request budget of the run is used up"
    case refused = "connection refused"
    case unreachable = "host unreachable"
    case untrusted = "TLS: the server could not be verified"
    case connectTimeout = "connecting timed out"
    case timeout = "no response in time"
    case closed = "connection closed before the response was whole"
    case reset = "connection reset by the peer"
    case malformed = "the response is not HTTP"
    case exhausted = "this machine has no local port or file descriptor left"
    case oversized = "the response head is larger than the client's limit"
    case cancelled = "the run was stopped"
    case certificateWanted = "TLS: the server demands a client certificate"
    case speaksTLS = "the server speaks TLS"
    case speaksHTTP1 = "the server speaks HTTP/1.1"
    case speaksHTTP2 = "the server speaks HTTP/2"

    // The codes with which a peer ends a stream or a connection of HTTP/2 (RFC 9113, 7). NO_ERROR and unknown ones say no more than `closed`.
    case protocolError = "HTTP/2: PROTOCOL_ERROR"
    case internalError = "HTTP/2: INTERNAL_ERROR"
    case flowControlError = "HTTP/2: FLOW_CONTROL_ERROR"
    case settingsTimeout = "HTTP/2: SETTINGS_TIMEOUT"
    case streamClosed = "HTTP/2: STREAM_CLOSED"
    case frameSizeError = "HTTP/2: FRAME_SIZE_ERROR"
    case refusedStream = "HTTP/2: REFUSED_STREAM"
    case streamCancelled = "HTTP/2: CANCEL"
    case compressionError = "HTTP/2: COMPRESSION_ERROR"
    case connectError = "HTTP/2: CONNECT_ERROR"
    case enhanceYourCalm = "HTTP/2: ENHANCE_YOUR_CALM"
    case inadequateSecurity = "HTTP/2: INADEQUATE_SECURITY"
    case http11Required = "HTTP/2: HTTP_1_1_REQUIRED"
}
