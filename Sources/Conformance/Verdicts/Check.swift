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
    /// False where the contract promises nothing that the check could be about; it is then left out.
    func applies(to contract: Contract) -> Bool
    /// The same in the words of a contract that means something else than the leads API.
    func title(_ contract: Contract) -> String
    var level: Level { get }
    var citation: Citation { get }
    /// The experiments whose traffic decides it; their order does not matter.
    var experiments: [ExperimentID] { get }
    /// When it fails, when it cannot tell and when it does not apply, in words for `rateproof explain`.
    var rule: String { get }
    /// What usually causes a failure, and how to mend it.
    var remedy: String { get }
    /// What a conforming target shows, in the contract's numbers.
    func expected(_ contract: Contract) -> String
    func judge(_ evidence: Evidence) -> Finding
    /// True where one response shows what this check complains of: what else is wrong with it follows.
    func blames(_ response: Observation, _ evidence: Evidence) -> Bool
}

/// A check of what only fixed windows show: of other promises `LIM` checks judge the same.
protocol WindowCheck: Check {}

extension WindowCheck {
    package func applies(to contract: Contract) -> Bool { contract.promisesWindows }
}

/// A check of promises that are something else than one fixed window for each key.
protocol PromiseCheck: Check {}

extension PromiseCheck {
    package func applies(to contract: Contract) -> Bool { !contract.promisesWindows }
}

extension Check {
    package func applies(to contract: Contract) -> Bool { true }
    package func title(_ contract: Contract) -> String { title }
    package func blames(_ response: Observation, _ evidence: Evidence) -> Bool { false }
}
