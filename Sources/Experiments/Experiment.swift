import Conformance
package import Timeline

/// A way to produce evidence: what to send on a key, and when, depending on what came back.
protocol Experiment: Sendable {
    var id: ExperimentID { get }
    func estimate(_ contract: Contract) -> Estimate
    func run(_ lab: Lab) async throws
}

/// What an experiment costs on a target that keeps the contract, at most.
package struct Estimate: Sendable, Equatable {
    package var requests: Int
    package var duration: TimeSpan
}
