import Conformance
import Synchronization
package import Timeline

/// A way to produce evidence: what to send on a key, and when, depending on what came back.
protocol Experiment: Sendable {
    var id: ExperimentID { get }
    /// True where the key must not have been used for a window; the plan then lets one pass.
    var needsUnusedWindow: Bool { get }
    /// How many requests must find quota in that window; what is sent after them may be limited.
    func room(_ contract: Contract) -> Int
    /// How it leaves the key.
    func leaves(_ contract: Contract) -> KeyState
    func estimate(_ contract: Contract) -> Estimate
    func run(_ lab: Lab) async throws
}

extension Experiment {
    var needsUnusedWindow: Bool { true }
    func room(_ contract: Contract) -> Int { contract.quota / 2 }
    func leaves(_ contract: Contract) -> KeyState { .spent }
}

/// What is left of a key's quota when an experiment begins.
enum KeyState: Sendable, Equatable {
    /// So much is used in a window that just began, or that nothing else was used in.
    case rested(used: Int)
    case spent
}

/// What an experiment may send and how long it may take, whatever the target does.
package struct Estimate: Sendable, Equatable {
    package var requests: Int
    /// Its waits, and what polls add to them.
    package var duration: TimeSpan
    /// Requests one after the other whose responses come on top of the waits.
    package var trips: Int

    /// The whole, where a response takes so long.
    package func time(_ roundTrip: TimeSpan) -> TimeSpan {
        duration + roundTrip * trips + (duration > .zero ? Self.lateness : Self.lateness * 3 / 5)
    }

    /// What a busy machine of ours may add: without it, a wait that begins late would be given up.
    private static let lateness = TimeSpan.milliseconds(500)
}

/// What one experiment may still send, and until when: by construction nothing that a target does makes a run longer or larger than told.
final class Allowance: Sendable {
    /// Thrown where it is used up; the experiment ends, and the run goes on.
    struct Spent: Error {}

    let end: RunInstant
    private let most: Int
    private let sent = Atomic(0)

    init(requests: Int, until end: RunInstant) {
        most = requests
        self.end = end
    }

    /// True where one more request may be sent now; it is then counted.
    func take(at now: RunInstant) -> Bool {
        guard now < end else { return false }
        // What was counted in vain is past the end of the allowance anyway.
        return sent.wrappingAdd(1, ordering: .relaxed).oldValue < most
    }
}
