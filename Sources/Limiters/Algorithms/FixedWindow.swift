package import Timeline

/// Counts requests in windows of equal length that do not overlap.
package struct FixedWindow: Limiter {
    /// Where windows begin.
    package enum Anchoring: Sendable, Equatable {
        /// At multiples of the window since the Unix epoch.
        case epoch
        /// At a key's first request after its last window ended.
        case firstRequest
        /// On the epoch grid shifted by a phase that belongs to the key.
        case perKey
        /// On a grid that began when the process started.
        case processTimer(phase: TimeSpan)
    }

    private struct Window { var start: WallInstant; var used: Int }

    private let quota: Int
    private let length: TimeSpan
    private let anchoring: Anchoring
    private var windows: [String: Window] = [:]

    package init(quota: Int, window: TimeSpan, anchoring: Anchoring) {
        self.quota = quota
        self.length = window
        self.anchoring = anchoring
    }

    package func standing(of key: String, at now: WallInstant) -> Standing {
        let window = current(key, at: now)
        let end = window.start + length
        return Standing(limit: quota, remaining: quota - window.used, reset: end, wait: window.used < quota ? .zero : end - now)
    }

    package mutating func charge(_ cost: Int, to key: String, at now: WallInstant) {
        var window = current(key, at: now)
        window.used += cost
        windows[key] = window
    }

    private func current(_ key: String, at now: WallInstant) -> Window {
        let start: WallInstant
        switch anchoring {
        case .epoch: start = gridStart(now, phase: 0)
        case .perKey: start = gridStart(now, phase: Int64(stableHash(key) % UInt64(length.nanoseconds)))
        case .processTimer(let phase): start = gridStart(now, phase: phase.nanoseconds)
        case .firstRequest:
            if let window = windows[key], now - window.start < length { return window }
            return Window(start: now, used: 0)
        }
        if let window = windows[key], window.start == start { return window }
        return Window(start: start, used: 0)
    }

    private func gridStart(_ now: WallInstant, phase: Int64) -> WallInstant {
        now - TimeSpan(nanoseconds: (now.nanoseconds - phase).flooredRemainder(by: length.nanoseconds))
    }
}

/// FNV-1a: the same in every process, unlike `Hasher`.
package func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
