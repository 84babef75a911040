import Synchronization
import Timeline

/// Counts failures in a row, so that a dead target ends a run instead of costing a time-out for every request.
///
/// A kept connection that died says nothing about the server: none is given up before a request on a new connection
/// has failed as well. One that answered before and only takes connections now may do so because a limit is
/// reached, so it is waited for until that is over.
final class FailureStreak: Sendable {
    private static let longest = 30
    /// One that never answered is given up sooner: after a few tries, if they took long enough for a short outage to end.
    private static let (fewTries, outage) = (6, TimeSpan.milliseconds(1_200))

    private struct State {
        var since: RunInstant?
        var triedNewConnection = false
    }

    private let patience: TimeSpan
    private let count = Atomic(0)
    private let hasAnswered = Atomic(false)
    private let state = Mutex(State())

    init(_ patience: TimeSpan) { self.patience = patience }

    func note(_ exchange: Exchange, at now: RunInstant) throws(Driver.Stop) {
        switch exchange.outcome {
        case .responded: answered()
        case .notSent(.cancelled), .indeterminate(.cancelled): break
        case .notSent(let cause), .indeterminate(let cause): try failed(cause, exchange, now)
        }
    }

    private func answered() {
        if !hasAnswered.load(ordering: .relaxed) { hasAnswered.store(true, ordering: .relaxed) }
        guard count.load(ordering: .relaxed) > 0 else { return }
        count.store(0, ordering: .relaxed)
        state.withLock { $0 = State() }
    }

    private func failed(_ cause: Cause, _ exchange: Exchange, _ now: RunInstant) throws(Driver.Stop) {
        let streak = count.wrappingAdd(1, ordering: .relaxed).newValue
        let (since, triedNewConnection) = state.withLock { state in
            state.since = state.since ?? now
            state.triedNewConnection = state.triedNewConnection || exchange.isOnNewConnection
            return (state.since ?? now, state.triedNewConnection)
        }
        let hasAnswered = hasAnswered.load(ordering: .relaxed)
        // What nobody but the user can mend.
        if cause.mend != nil, !hasAnswered { throw .targetLost(failures: streak, cause) }
        let isMute = !hasAnswered && streak >= Self.fewTries && now - since >= Self.outage
        guard streak >= Self.longest || isMute, triedNewConnection else { return }
        if hasAnswered, cause.mayBeTheLimit, now - since < patience { return }
        throw .targetLost(failures: streak, cause)
    }
}

extension Cause {
    /// What the user can do about a cause that does not go away by itself.
    var mend: String? {
        switch self {
        case .untrusted: "name a PEM file with its authority in target.trust"
        case .certificateWanted: "name one that it accepts in target.certificate and target.certificate_key"
        case .speaksTLS: "give an https:// url in target.url"
        case .speaksHTTP1: "use target.http: \"1.1\""
        case .speaksHTTP2: "use target.http: \"2\""
        default: nil
        }
    }

    /// True where somebody took the connection and ended it.
    var isHungUp: Bool { self == .closed || self == .reset }

    /// True where the server took the connection and then did not answer: a limit may look so, and a queue that is longer
    /// than the time-out.
    var mayBeTheLimit: Bool {
        switch self {
        case .closed, .reset, .timeout, .malformed, .oversized, .protocolError, .internalError, .flowControlError, .settingsTimeout,
             .streamClosed, .frameSizeError, .refusedStream, .streamCancelled, .compressionError, .connectError, .enhanceYourCalm,
             .inadequateSecurity, .http11Required: true
        default: false
        }
    }
}
