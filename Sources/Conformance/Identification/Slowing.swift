package import Timeline

/// Finds the request from which on answers take far longer: what a limiter shows that delays instead of refusing.
package struct Slowing: Sendable {
    /// So many slow answers in a row are no accident of the network.
    private static let enough = 6
    /// Fewer quick ones do not say what is usual.
    private static let fewest = 2

    /// Sorted.
    private var quick: [TimeSpan] = []
    private var slow = 0
    private var noted = 0
    /// How many requests were answered at once before; nothing where no such step came.
    package private(set) var onset: Int?

    package init() {}

    /// The next answer of requests that were sent one after the other.
    package mutating func note(_ time: TimeSpan) {
        guard onset == nil else { return }
        noted += 1
        if quick.count >= Self.fewest, isSlow(time) {
            slow += 1
            if slow == Self.enough { onset = noted - slow }
        } else {
            slow = 0
            quick.insert(time, at: quick.partitioningIndex { $0 > time })
        }
    }

    private func isSlow(_ time: TimeSpan) -> Bool { time > quick[quick.count / 2] * 3 + .milliseconds(20) }
}

extension KeyEvidence {
    /// After how many requests of a fresh window its answers became slow, each time that it was drained one by one.
    func onsets(_ window: TimeSpan) -> [Int] {
        var found: [Int] = []
        var slowing: Slowing? = isFresh && loadEnd == nil ? Slowing() : nil
        var before: Observation?
        for observation in observations {
            defer { before = observation }
            guard observation.kind == .admitted, let latest = observation.latest else { slowing = nil; continue }
            if let before {
                let silence = observation.earliest - (before.latest ?? before.earliest)
                if silence > window { slowing = Slowing() } else if silence > window / 4 || !before.precedes(observation) { slowing = nil }
            }
            slowing?.note(latest - observation.earliest)
            if let onset = slowing?.onset {
                found.append(onset)
                slowing = nil
            }
        }
        return found
    }
}
