/// The stable name of a check, such as `CNT-01`; never reused.
package struct CheckID: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    package var description: String
    package init(_ text: String) { description = text }
    package init(stringLiteral value: String) { description = value }
    package static func < (a: CheckID, b: CheckID) -> Bool { a.description < b.description }
}

/// One requirement and how a history is held against it.
///
/// A check reads; it sends nothing, knows no target and gives the same finding for the same evidence.
package protocol Check: Sendable {
    var id: CheckID { get }
    /// The requirement in one sentence.
    var title: String { get }
    var level: Level { get }
    var citation: Citation { get }
    /// The experiments whose traffic decides it; their order does not matter.
    var experiments: [ExperimentID] { get }
    /// What a conforming target shows, in the contract's numbers.
    func expected(_ contract: Contract) -> String
    func judge(_ evidence: Evidence) -> Finding
}

/// The experiments by the names under which their attempts are recorded.
package enum ExperimentID: String, Sendable, CaseIterable {
    /// One key is drained while another one watches.
    case isolation
    /// One request after the other until the limit, then polls over two window boundaries.
    case sequential
    /// Everything at once from a barrier, again in a second window.
    case concurrent
    /// Retry-After is honoured at several spots of the window, and refused leads are sent again.
    case promises
    /// Duplicate and invalid leads.
    case refusals
}
