package import Timeline

/// What stands between us and the limiter and does things of its own: a gateway, a balancer, a middlebox. None of it is the limiter's fault.
package struct NetworkManners: Sendable {
    /// Share of requests that a gateway answers by itself with a page, half of them before the limiter saw them and half of them after.
    package var gatewayShare = 0.0
    /// What it answers with.
    package var gatewayStatuses = [404, 502, 503, 504]
    /// How far the gateway's clock is ahead of the server's, as its Date shows.
    package var gatewaySkew = TimeSpan.zero
    /// Share of requests whose connection is reset, half of them before the limiter saw them and half of them after.
    package var resetShare = 0.0
    /// Share of requests that the server rejects as unprocessed, and the client resends; half of them were counted all the same.
    package var turnedAwayShare = 0.0
    /// A kept connection is closed when it has carried so many requests: the next one on it has no answer.
    package var closesAfter: Int?
    /// Times in which the gateway answers more often, with 503.
    package var brownOut: BrownOut?

    /// An outage of the gateway, or of something behind it: every `period`, for `length`, this share of the requests.
    package struct BrownOut: Sendable {
        package var first: TimeSpan
        package var length: TimeSpan
        /// From the beginning of one to the beginning of the next.
        package var period: TimeSpan
        package var share: Double

        package init(first: TimeSpan, length: TimeSpan, period: TimeSpan, share: Double) {
            self.first = first
            self.length = length
            self.period = period
            self.share = share
        }

        fileprivate func isOn(at instant: RunInstant) -> Bool {
            let since = instant.sinceStart - first
            guard since >= .zero, period > .zero else { return false }
            return since.nanoseconds % period.nanoseconds < length.nanoseconds
        }
    }

    package init() {}

    /// What happens to one request.
    enum Mishap: Equatable {
        case none
        /// A gateway's page comes in the place of the answer; `isCounted` where the limiter had decided by then.
        case page(status: Int, isCounted: Bool)
        /// The connection ends without an answer.
        case reset(isCounted: Bool)
        /// The peer says that it has not looked at the request.
        case turnedAway(isCounted: Bool)

        var isReset: Bool { if case .reset = self { true } else { false } }
    }

    /// `carried` is how many requests the connection carried before this one.
    func mishap(of request: UInt64, seed: UInt64, at instant: RunInstant, carried: Int) -> Mishap {
        var random = SeededRandom(seed: seed ^ 0x6d61_6e6e, request)
        let (page, reset, brown, isCounted) = (random.unit(), random.unit(), random.unit(), random.unit() < 0.5)
        if let closesAfter, carried >= closesAfter { return .reset(isCounted: false) }
        if reset < resetShare { return .reset(isCounted: isCounted) }
        if let brownOut, brownOut.isOn(at: instant), brown < brownOut.share { return .page(status: 503, isCounted: false) }
        guard page < gatewayShare, !gatewayStatuses.isEmpty else { return turnedAway(request, seed) }
        return .page(status: gatewayStatuses[Int(random.next(below: UInt64(gatewayStatuses.count)))], isCounted: isCounted)
    }

    private func turnedAway(_ request: UInt64, _ seed: UInt64) -> Mishap {
        guard turnedAwayShare > 0 else { return .none }
        var random = SeededRandom(seed: seed ^ 0x6177_6179, request)
        return random.unit() < turnedAwayShare ? .turnedAway(isCounted: random.unit() < 0.5) : .none
    }
}
