import Limiters
package import Timeline

/// The responses of one key that advertise the same Reset: one window in the server's own words.
package struct KeyWindow: Sendable {
    package var reset: Int
    /// In order of departure.
    package var members: [Observation]
    package var admitted: Bounds<Int>
    package var limited: Int
    /// When the first member departed and the last head came.
    package let opened: RunInstant
    package let closed: RunInstant
    /// How far apart the members certainly lie; nothing where no outcome is known.
    private let spread: TimeSpan?

    init(reset: Int, members: [Observation], unknown: Int) {
        self.reset = reset
        self.members = members
        let certain = members.count { $0.kind == .admitted }
        admitted = Bounds(certain, certain + unknown)
        limited = members.count { $0.kind == .limited }
        let heads = members.compactMap(\.latest)
        let departures = members.map(\.earliest)
        opened = departures.min() ?? .start
        closed = heads.max() ?? .start
        spread = heads.min().flatMap { first in departures.max().map { $0 - first } }
    }

    var admissions: [Observation] { members.filter { $0.kind == .admitted } }

    /// False where the members certainly lie further apart than one window: then the Reset is no name for a window.
    func isCoherent(_ contract: Contract) -> Bool { spread.map { $0 <= contract.longestWindow } ?? false }

    /// False where its responses state more than one limit: what remains then changes with the limit, which HDR-07 tells.
    var hasOneLimit: Bool { Set(members.compactMap { $0.advice?.limit.value }).count <= 1 }

    static func group(_ observations: [Observation]) -> [KeyWindow] {
        let unknown = observations.filter { $0.kind == .unknown }
        return Dictionary(grouping: observations.filter { $0.reset != nil && $0.kind != .aside }) { $0.reset ?? 0 }
            .map { reset, members in
                let end = members.compactMap(\.latest).max() ?? .start
                return KeyWindow(reset: reset, members: members, unknown: unknown.count { $0.earliest < end })
            }
            .sorted { $0.reset < $1.reset }
    }
}

/// How much the members of a burst were under way together.
enum Overlap {
    /// The share of pairs whose [departed, head] intersect: 0 one by one, 1 all at once.
    static func share(_ observations: [Observation]) -> Double {
        let starts = observations.map(\.earliest).sorted()
        let ends = observations.compactMap(\.latest)
        guard starts.count > 1, ends.count == starts.count else { return 0 }
        let apart = ends.reduce(0) { count, end in count + starts.count - starts.partitioningIndex { $0 >= end } }
        return 1 - Double(apart) / Double(starts.count * (starts.count - 1) / 2)
    }
}
