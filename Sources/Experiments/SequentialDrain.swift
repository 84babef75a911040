import Conformance
import LoadEngine
import Timeline

/// One by one to the limit and polls to the boundary; then half a quota at once, the rest late in the window, polls to its
/// boundary; then the whole quota once more.
///
///     201×L 429×5 · 429 · 429 · … │201×½L      201×½L 429×5 · 429 · … │201×L 429×5
///                       first boundary                        second boundary
/// The split tells a window, where everything comes back at once, from a log, where each slot comes back on its own.
struct SequentialDrain: Experiment {
    let id = ExperimentID.sequential

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: 3 * (contract.quota + Lab.refusalsToStop) + 82, duration: contract.window * 2)
    }

    func run(_ lab: Lab) async throws {
        guard try await lab.drain().last?.isAdmitted == false else { return }
        guard try await lab.pollUntilAdmitted() else { return }
        let began = lab.now
        for _ in 0..<(lab.contract.quota / 2) { try await lab.send() }
        try await lab.driver.clock.sleep(until: began + lab.contract.window * 3 / 5)
        try await lab.drain()
        guard try await lab.pollUntilAdmitted() else { return }
        try await lab.drain()
    }
}
