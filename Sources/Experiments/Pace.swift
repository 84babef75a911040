import Conformance
import Timeline

/// How finely an experiment looks, and how slow a target may answer: all of it in shares of the window.
extension Contract {
    /// Between two polls of a blocked key: fine enough to bracket a boundary, coarse enough to cost less than one quota.
    var pollInterval: TimeSpan { max(window / 40, .milliseconds(5)) }

    /// Between two polls where no refusal says how long it will last.
    var blindPollInterval: TimeSpan { min(pollInterval, max(.milliseconds(500), window / 60)) }

    /// Polls for each end of a window that come closer together, since they bracket it.
    static var closePolls: Int { 16 }

    /// The most polls in so many windows.
    func polls(_ windows: Int) -> Int {
        let each = Int((window.nanoseconds + blindPollInterval.nanoseconds - 1) / blindPollInterval.nanoseconds)
        return windows * (each + Self.closePolls)
    }

    /// So many windows as they last on our clock, each seen to end by a poll.
    func polled(_ windows: Int) -> TimeSpan { (longestWindow + pollInterval) * windows }

    /// The slowest response with which a window has room for the quota, one request after the other.
    var slowestRoundTrip: TimeSpan { window * 3 / 4 / (quota + Lab.refusalsToStop) }

    /// What a response is taken to take before any was seen: more than a machine nearby needs.
    var assumedRoundTrip: TimeSpan { min(.milliseconds(10), slowestRoundTrip) }
}
