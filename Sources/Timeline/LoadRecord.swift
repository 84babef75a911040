/// A load phase in sums: what a history keeps of load whose attempts it does not keep.
///
/// Shape: one JSON object on one line of the history's file. Its size depends on how long the phase was, how many keys it used and how many
/// statuses came back, not on how many requests were sent.
package struct LoadRecord: Sendable, Equatable, Codable {
    /// Index into the history's phases.
    package var phase: Int
    package var scheduled = 0
    package var missed = 0
    /// Not sent because this machine had nothing left to send them with.
    package var exhausted = 0
    /// Sent before they were due: always zero, or the generator is broken.
    package var early = 0
    /// Lateness of departures.
    package var lag: StoredHistogram
    package var groups: [Group] = []
    package var seconds: [Second] = []
    package var uses: [KeyUse] = []
    package var windows: [Window] = []
    /// From the first scheduled instant to the last completion, in nanoseconds of the run; nothing in histories of versions before it was kept.
    package var from: Int64?
    package var to: Int64?
    /// Why requests had no response; nothing in histories of versions before it was kept, as the next two.
    package var causes: [CauseCount]?
    /// head − departed.
    package var firstByte: StoredHistogram?
    /// completed − head.
    package var transfer: StoredHistogram?

    package init(phase: Int, lag: StoredHistogram) {
        self.phase = phase
        self.lag = lag
    }

    /// Attempts that ended in the same way.
    package struct Group: Sendable, Equatable, Codable {
        package var end: AttemptEnd
        /// completed − scheduled.
        package var responseTime: StoredHistogram
        /// completed − departed.
        package var serviceTime: StoredHistogram
        /// When which response times came; nothing in histories of versions before it was kept.
        package var heat: StoredHeatMap?

        package init(end: AttemptEnd, responseTime: StoredHistogram, serviceTime: StoredHistogram, heat: StoredHeatMap?) {
            self.end = end
            self.heat = heat
            self.responseTime = responseTime
            self.serviceTime = serviceTime
        }
    }

    /// How many departed in one second of the run, by how they ended.
    package struct Second: Sendable, Equatable, Codable {
        package var second: Int
        package var end: AttemptEnd
        package var count: Int

        package init(second: Int, end: AttemptEnd, count: Int) {
            self.second = second
            self.end = end
            self.count = count
        }
    }

    /// How much of a key's quota the phase can have used, and when.
    package struct KeyUse: Sendable, Equatable, Codable {
        package var key: Int
        /// Each sending of a request that the peer had turned away counts.
        package var sent: Int
        /// From the first departure to the last completion, in nanoseconds of the run.
        package var from: Int64
        package var to: Int64
        /// Of those sent, how many never had an answer and may still be charged.
        package var unknown: Int

        package init(key: Int, sent: Int, from: Int64, to: Int64, unknown: Int) {
            self.key = key
            self.sent = sent
            self.from = from
            self.to = to
            self.unknown = unknown
        }
    }

    /// The answers of one key that name the same reset.
    package struct Window: Sendable, Equatable, Codable {
        package var key: Int
        package var reset: Int
        package var admitted = 0
        package var limited = 0
        /// First head and last departure: further apart than a window, and the reset names none.
        package var firstHead: Int64
        package var lastDeparted: Int64

        package init(key: Int, reset: Int, firstHead: Int64, lastDeparted: Int64) {
            self.key = key
            self.reset = reset
            self.firstHead = firstHead
            self.lastDeparted = lastDeparted
        }
    }
}

extension LoadRecord {
    /// True where something was answered with 2xx.
    package var isAnythingAdmitted: Bool { groups.contains { ($0.end.meaning ?? Meaning(status: $0.end.status ?? 0)) == .admitted } }

    /// False where a number is none that a run can have counted: nothing may be calculated with it.
    func isPlausible(phases: Int, keys: Int) -> Bool {
        let counts = [scheduled, missed, exhausted, early] + seconds.map(\.count) + (causes ?? []).map(\.count) + uses.flatMap { [$0.sent, $0.unknown] }
            + windows.flatMap { [$0.admitted, $0.limited] }
        let instants = uses.flatMap { [$0.from, $0.to] } + windows.flatMap { [$0.firstHead, $0.lastDeparted] } + [from, to].compactMap(\.self)
        return groups.count <= 64 && (0..<phases).contains(phase) && (uses.map(\.key) + windows.map(\.key)).allSatisfy((0..<keys).contains)
            && counts.allSatisfy((0...Self.mostCounted).contains) && instants.allSatisfy { $0.magnitude <= AttemptLine.longestRun }
    }

    private static let mostCounted = 1_000_000_000_000
}

/// How an attempt that was sent ended, without everything else that a response says.
package struct AttemptEnd: Sendable, Hashable, Codable {
    /// Nothing where there was no response head.
    package var status: Int?
    /// False for a response that was cut off.
    package var isWhole: Bool
    /// True where the run itself ended it.
    package var isCancelled: Bool
    /// What rules of the profile say that it means.
    package var meaning: Meaning?

    /// Nothing for an attempt that was never sent.
    package init?(_ attempt: Attempt) {
        meaning = attempt.meaning
        switch attempt.outcome {
        case .notSent: return nil
        case .indeterminate(let cause): (status, isWhole, isCancelled) = (nil, false, cause == .cancelled)
        case .responded(let response): (status, isWhole, isCancelled) = (response.status, response.isWhole, false)
        }
    }
}

/// A histogram as text: the HdrHistogram V2 payload in base64.
package struct StoredHistogram: Sendable, Equatable, Codable {
    package var base64: String
    package init(base64: String) { self.base64 = base64 }

    package init(from decoder: any Decoder) throws { base64 = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(base64)
    }
}

/// A heat map as numbers: the length of a column in nanoseconds, and column, band and count of each cell that is not empty.
package struct StoredHeatMap: Sendable, Equatable, Codable {
    package var step: Int64
    package var cells: [[Int]]
    package init(step: Int64, cells: [[Int]]) {
        self.step = step
        self.cells = cells
    }
}
