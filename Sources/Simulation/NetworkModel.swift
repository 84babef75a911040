package import Timeline

/// How long a simulated network and server take, keyed by the request's number so that no other request matters.
package struct NetworkModel: Sendable {
    /// The usual delay of one direction.
    package var delay: TimeSpan
    /// The most that jitter adds to one direction.
    package var jitter: TimeSpan
    /// Share of requests whose jitter is drawn from the heavy tail (up to the whole of `jitter`); the rest stay below a tenth of it.
    package var tailShare: Double
    /// Share of responses that never come.
    package var loss: Double
    /// How long the server works on one request, at most.
    package var work: TimeSpan
    /// What something between us and the limiter does of its own.
    package var manners = NetworkManners()

    package init(delay: TimeSpan, jitter: TimeSpan = .zero, tailShare: Double = 0.05, loss: Double = 0, work: TimeSpan = .zero) {
        self.delay = delay
        self.jitter = jitter
        self.tailShare = tailShare
        self.loss = loss
        self.work = work
    }

    package static let loopback = NetworkModel(delay: .microseconds(80), jitter: .microseconds(400), work: .microseconds(200))

    struct Fate: Sendable { var there: TimeSpan; var work: TimeSpan; var back: TimeSpan; var isLost: Bool }

    func fate(of request: UInt64, seed: UInt64) -> Fate {
        var random = SeededRandom(seed: seed, request)
        return Fate(there: oneWay(&random), work: scaled(work, random.unit()), back: oneWay(&random), isLost: random.unit() < loss)
    }

    private func oneWay(_ random: inout SeededRandom) -> TimeSpan {
        let isTail = random.unit() < tailShare
        let share = random.unit()
        return delay + scaled(jitter, isTail ? share : share * 0.1)
    }

    private func scaled(_ span: TimeSpan, _ share: Double) -> TimeSpan {
        TimeSpan(nanoseconds: Int64(Double(span.nanoseconds) * share))
    }
}
