import Conformance
package import Timeline

/// A way to produce evidence: what to send on a key, and when, depending on what came back.
protocol Experiment: Sendable {
    var id: ExperimentID { get }
    /// True where the key must not have been used for a window; the plan then lets one pass.
    var needsUnusedWindow: Bool { get }
    /// True where the key has not been used for a window at the end, but for a few requests.
    var leavesKeyRested: Bool { get }
    func estimate(_ contract: Contract) -> Estimate
    func run(_ lab: Lab) async throws
}

extension Experiment {
    var needsUnusedWindow: Bool { true }
    var leavesKeyRested: Bool { false }
}

/// What an experiment costs on a target that keeps the contract, at most.
package struct Estimate: Sendable, Equatable {
    package var requests: Int
    package var duration: TimeSpan
}
