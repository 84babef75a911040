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

    package init(phase: Int, length: TimeSpan, cpu: TimeSpan?, stall: TimeSpan) {
        self.phase = phase
        nanoseconds = length.nanoseconds
        cpuNanoseconds = cpu?.nanoseconds
        stallNanoseconds = stall.nanoseconds
    }

    package var stall: TimeSpan { TimeSpan(nanoseconds: stallNanoseconds) }

    /// Of one core, between 0 and 1.
    package var cpuShare: Double? { cpuNanoseconds.map { nanoseconds > 0 ? Double($0) / Double(nanoseconds) : 0 } }
}
