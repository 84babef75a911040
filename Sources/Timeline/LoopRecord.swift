/// How busy the loop was that sent a load phase, and how late it woke.
package struct LoopRecord: Sendable, Equatable, Codable {
    /// Index into the history's phases.
    package var phase: Int
    /// How long the phase took.
    package var nanoseconds: Int64
    /// CPU time of the loop's thread; nothing where it never sleeps by request, so that it says nothing.
    package var cpuNanoseconds: Int64?
    /// The most that a regular wake-up came late.
    package var stallNanoseconds: Int64
    /// All of it together; nothing in histories of versions before it was kept.
    package var stalledNanoseconds: Int64?

    package init(phase: Int, length: TimeSpan, cpu: TimeSpan?, stall: TimeSpan, stalled: TimeSpan? = nil) {
        self.phase = phase
        nanoseconds = length.nanoseconds
        cpuNanoseconds = cpu?.nanoseconds
        stallNanoseconds = stall.nanoseconds
        stalledNanoseconds = stalled?.nanoseconds
    }

    package var stall: TimeSpan { TimeSpan(nanoseconds: stallNanoseconds) }

    /// The share of the phase in which the loop stood still.
    package var stalledShare: Double? { stalledNanoseconds.map { nanoseconds > 0 ? Double($0) / Double(nanoseconds) : 0 } }

    /// Of one core, between 0 and 1.
    package var cpuShare: Double? { cpuNanoseconds.map { nanoseconds > 0 ? Double($0) / Double(nanoseconds) : 0 } }
}
