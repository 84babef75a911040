import Measurement
import Synchronization
package import Timeline

/// Times what comes before the first request of a connection. Safe from any thread; connections are rare beside requests.
package final class ConnectionMeter: Sendable {
    private struct State {
        var opened = 0
        var resent = 0
        var lookup = Distribution()
        var connect = Distribution()
        var handshake = Distribution()
    }

    private let state = Mutex(State())

    package init() {}

    package func lookedUp(in span: TimeSpan) { state.withLock { $0.lookup.record(span) } }

    /// Gives the connection its number, which no other connection of the run has.
    package func connected(in span: TimeSpan) -> Int {
        state.withLock { state in
            state.opened += 1
            state.connect.record(span)
            return state.opened
        }
    }

    /// A request that the peer had not looked at is sent again.
    package func resent() { state.withLock { $0.resent += 1 } }

    package func secured(in span: TimeSpan) { state.withLock { $0.handshake.record(span) } }

    package var record: ConnectionRecord {
        state.withLock { state in
            func stored(_ distribution: Distribution) -> StoredHistogram? { distribution.count > 0 ? distribution.stored : nil }
            var record = ConnectionRecord()
            record.opened = state.opened
            record.resent = state.resent > 0 ? state.resent : nil
            (record.lookup, record.connect, record.handshake) = (stored(state.lookup), stored(state.connect), stored(state.handshake))
            return record
        }
    }
}
