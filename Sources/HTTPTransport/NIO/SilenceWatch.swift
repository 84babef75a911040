import LoadEngine
import NIOCore
import Timeline

/// Notices that nothing comes any more on an HTTP/2 connection, which many streams share.
///
/// The instant of every frame is not taken; it is enough to know between two looks whether there was one.
struct SilenceWatch {
    static let interval = TimeAmount.milliseconds(250)
    /// After so much of it a peer that is waited for is asked whether it is there, and after so much more nothing new
    /// is asked of it.
    private static let untilPing = TimeSpan.seconds(1)
    private static let untilSilent = TimeSpan.seconds(2)

    private let clock: EventLoopClock
    /// How many frames came.
    private(set) var heard = 0
    private var heardBefore = 0
    private var lastLook: RunInstant
    private var pingedAt: RunInstant?
    /// True where the peer does not even answer a PING: no stream is begun any more, and those under way wait for
    /// their time-out.
    private(set) var isSilent = false

    init(_ clock: EventLoopClock) {
        self.clock = clock
        lastLook = clock.now
    }

    /// No earlier than it was, and at most one interval later.
    var lastHeard: RunInstant { heard > heardBefore ? clock.now : lastLook }

    mutating func hear() { heard += 1 }

    /// Looks: true where a PING has to be sent.
    mutating func wantsPing(isWaiting: Bool) -> Bool {
        let now = clock.now
        if heard > heardBefore {
            (heardBefore, lastLook, pingedAt) = (heard, now, nil)
        } else if let pingedAt {
            if now - pingedAt >= Self.untilSilent { isSilent = true }
        } else if isWaiting, now - lastLook >= Self.untilPing {
            pingedAt = now
            return true
        }
        return false
    }
}
