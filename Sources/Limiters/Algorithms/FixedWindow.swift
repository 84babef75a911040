package import Timeline

/// Counts requests in windows of equal length that do not overlap.
package struct FixedWindow: Limiter {
    /// Where windows begin.
    package enum Anchoring: Sendable, Equatable {
        /// At multiples of the window since the Unix epoch.
        case epoch
        /// At a key's first request after its last window ended.
        case firstRequest
        /// Like `firstRequest`, but at the beginning of the second, by the wall clock, in which that request comes.
        case firstRequestWholeSecond
        /// On the epoch grid shifted by a phase that belongs to the key.
        case perKey
        /// On a grid that began when the process started.
        case processTimer(phase: TimeSpan)
    }

    private struct Window { var start: WallInstant; var used: Int }

    private let quota: Int
    private let length: TimeSpan
    private let anchoring: Anchoring
    private var windows = PerKey<Window>()

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
        case .epoch: start = now.floored(to: length)
        case .perKey: start = now.floored(to: length, phase: TimeSpan(nanoseconds: Int64(stableHash(key) % UInt64(length.nanoseconds))))
        case .processTimer(let phase): start = now.floored(to: length, phase: phase)
        case .firstRequest:
            return running(key, at: now) ?? Window(start: now, used: 0)
        case .firstRequestWholeSecond:
            // Of a window shorter than a second several fit into one; the last to begin is the one that holds the request.
            let sinceStart = (now - now.floored(to: .seconds(1))).nanoseconds % length.nanoseconds
            return running(key, at: now) ?? Window(start: now - TimeSpan(nanoseconds: sinceStart), used: 0)
        }
        if let window = windows[key], window.start == start { return window }
        return Window(start: start, used: 0)
    }

    /// The window of a key that has one and is still in it.
    private func running(_ key: String, at now: WallInstant) -> Window? {
        windows[key].flatMap { now - $0.start < length ? $0 : nil }
    }
}

/// FNV-1a: the same in every process, unlike `Hasher`.
package func stableHash(_ text: String) -> UInt64 {
    text.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
}
