package import Timeline

/// A stretch of measured load.
package struct LoadPhase: Sendable, Equatable {
    package var name: String
    package var arrivals: Arrivals
    package var duration: TimeSpan
    /// The most requests of an open model that may wait for their response; an arrival above it is missed, not delayed.
    package var inFlight: Int
    /// False for a warm-up.
    package var recorded: Bool
    /// How many keys the load goes over; nothing for what the plan leaves to it.
    package var keys: Int?
    /// The first of them.
    package var firstKey = 0
    /// How often each key is used beside the others, from the first; empty where all take turns.
    package var keyWeights: [Int] = []
    /// True where rates are those of each key, not of all together.
    package var isRatePerKey = false
    package var mix = OperationMix()
    /// Nothing where bodies are not looked at.
    package var bodies: BodyCheck?
    package var pacing = Pacing.precise
    /// True where every attempt is kept, false where only sums are.
    package var keepsAttempts = true

    package init(name: String, arrivals: Arrivals, duration: TimeSpan, inFlight: Int, recorded: Bool) {
        self.name = name
        self.arrivals = arrivals
        self.duration = duration
        self.inFlight = inFlight
        self.recorded = recorded
    }
}

/// How a world waits for the next arrival.
package enum Pacing: String, Sendable, CaseIterable {
    /// Each at its instant, looking instead of sleeping for the last stretch, for an eighth of the time at most: exact to some tens of
    /// microseconds.
    case precise
    /// All of a millisecond together: late by up to one, for half the CPU.
    case coarse
    /// Never sleeps: exact to some microseconds, and costs a core.
    case spin
}

/// What the requests of a load ask for, by weight.
package struct OperationMix: Sendable, Equatable {
    package struct Part: Sendable, Equatable {
        package var operation: Operation
        /// True for a lead that was created before.
        package var isDuplicate: Bool
        package var weight: Int

        package init(_ operation: Operation, isDuplicate: Bool = false, weight: Int) {
            self.operation = operation
            self.isDuplicate = isDuplicate
            self.weight = weight
        }
    }

    /// Not empty.
    package var parts: [Part]

    package init(_ parts: [Part] = [Part(.create, weight: 1)]) {
        precondition(!parts.isEmpty, "a load needs something to ask for")
        self.parts = parts
    }

    /// The part of the arrival `i`, the same for the same seed; in the long run each by its weight.
    package func part(_ arrival: Int, seed: UInt64) -> Part {
        if parts.count == 1 { return parts[0] }
        var random = SeededRandom(seed: seed, UInt64(arrival))
        return parts[random.pick(byWeight: parts.lazy.map(\.weight))]
    }
}

extension LoadPhase {
    /// The keys that it names, of so many that there are; nothing where it names none.
    package func namedKeys(of count: Int) -> [Int]? {
        keys.map { most in Array(min(firstKey, max(0, count - 1))..<max(1, min(count, most == .max ? count : firstKey + most))) }
    }

    /// The key of the arrival `i` among those that the load goes over, the same for the same seed; not empty.
    func key(_ arrival: Int, of keys: [Int], seed: UInt64) -> Int {
        guard !keyWeights.isEmpty else { return keys[arrival % keys.count] }
        // Apart from what the mix draws, so that no key gets operations of its own.
        var random = SeededRandom(seed: seed ^ 0x6b65_7973, UInt64(arrival))
        return keys[random.pick(byWeight: keyWeights.prefix(keys.count))]
    }
}

extension SeededRandom {
    /// An index, as often as its weight is of all; the first where all are zero.
    fileprivate mutating func pick(byWeight weights: some Sequence<Int>) -> Int {
        var left = Int(next(below: UInt64(max(1, weights.reduce(0, +)))))
        for (index, weight) in weights.enumerated() {
            left -= weight
            if left < 0 { return index }
        }
        return 0
    }
}
