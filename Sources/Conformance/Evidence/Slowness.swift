import Timeline

/// A target that answers too slowly for its window: the quota cannot be used up one request after the other before the window ends.
struct Slowness: Sendable {
    /// What a response takes at least: nine in ten take longer. A limiter that delays answers some at once.
    var roundTrip: TimeSpan
    /// Requests one after the other, and the refusals that show that nothing is left.
    var requests: Int
    var window: TimeSpan

    /// Refusals that are asked for behind the quota.
    private static let refusals = 5

    /// Nothing where a window has room for the quota and a third more.
    init?(_ plain: [Observation], _ contract: Contract) {
        let times = plain.compactMap { one in one.latest.map { $0 - one.earliest } }.sorted()
        guard !contract.isOpen, !times.isEmpty else { return nil }
        roundTrip = times[times.count / 10]
        requests = contract.quota + Self.refusals
        window = contract.window
        guard roundTrip * requests > contract.window * 3 / 4 else { return nil }
    }

    /// A window that has room.
    private var enough: TimeSpan { .seconds((roundTrip * requests * 4 / 3).secondsRoundedUp) }

    /// `a response takes 300 ms, and 25 one after the other are more than a window of 3 s has room for; a window of 10 s would do`
    var explanation: String {
        let shown = TimeSpan.milliseconds(Int(roundTrip.nanoseconds / 1_000_000))
        return "a response takes \(shown), and \(requests) one after the other are more than a window of \(window) has room for; "
            + "a window of \(enough) would do"
    }
}
