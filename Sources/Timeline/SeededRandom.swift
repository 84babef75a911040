/// A small generator with a seed: the same numbers on every machine.
///
/// Source: SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators").
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    /// A generator for one thing of a run, so that what happens to it does not depend on the order of drawing.
    package init(seed: UInt64, _ identity: UInt64) {
        var mixer = SeededRandom(seed: seed ^ (identity &* 0x9e37_79b9_7f4a_7c15))
        state = mixer.next()
    }

    package mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Uniform in 0..<1.
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

    package mutating func next(below bound: UInt64) -> UInt64 { next() % bound }
}
