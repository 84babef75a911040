/// What was found in the bodies of a load phase's answers, of which a sample was looked at.
package struct BodyRecord: Sendable, Equatable, Codable {
    /// Index into the history's phases.
    package var phase: Int
    package var checked = 0
    /// How many were compressed, so that they were not looked at; nothing where none was, and in histories of versions before it was kept.
    package var encoded: Int?
    /// Each wrong body once, by what was wrong first.
    package var faults: [FaultCount] = []

    package struct FaultCount: Sendable, Equatable, Codable {
        package var fault: String
        package var count: Int

        package init(fault: String, count: Int) {
            self.fault = fault
            self.count = count
        }
    }

    package init(phase: Int) { self.phase = phase }

    package var wrong: Int { faults.reduce(0) { $0 + $1.count } }

    /// Counts one body, or several with the same fault.
    package mutating func add(_ fault: String?, count: Int = 1) {
        checked += count
        guard let fault else { return }
        if let known = faults.firstIndex(where: { $0.fault == fault }) {
            faults[known].count += count
        } else {
            faults.append(FaultCount(fault: fault, count: count))
        }
    }

    package mutating func addEncoded(_ count: Int = 1) { encoded = (encoded ?? 0) + count }

    package mutating func add(_ other: BodyRecord) {
        if let count = other.encoded { addEncoded(count) }
        add(nil, count: other.checked - other.wrong)
        for fault in other.faults { add(fault.fault, count: fault.count) }
    }
}
