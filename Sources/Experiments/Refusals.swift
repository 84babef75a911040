import Conformance
import LoadEngine
import Timeline

/// Requests that are refused for other reasons than the limit, each kind between two creates, and what is left afterwards.
///
///     201 · 409×n · 201 · 422×n · 201 · 404 · 201×rest · 429×5
struct Refusals: Experiment {
    let id = ExperimentID.refusals

    /// As many of each kind as the quota has room for.
    static func each(_ contract: Contract) -> Int { max(1, min(10, (contract.quota - 5) / 4)) }

    func room(_ contract: Contract) -> Int { 4 + 2 * Self.each(contract) }

    func estimate(_ contract: Contract) -> Estimate {
        Estimate(requests: contract.quota + (1 + Lab.mostRepeats) * (2 * Self.each(contract) + 4) + Lab.refusalsToStop, duration: .zero,
                 trips: contract.quota + 2 * Self.each(contract) + Lab.refusalsToStop + 4)
    }

    func run(_ lab: Lab) async throws {
        let each = Self.each(lab.contract)
        if let duplicate = lab.contract.duplicate {
            try await lab.undisturbed {
                let subject = lab.driver.newSubject()
                let first = try await lab.send(.create, subject: subject)
                return [first] + (try await lab.send(duplicate, subject: subject, times: each)) + [try await lab.send()]
            }
        } else {
            try await lab.send()
        }
        if lab.contract.offers(.createInvalid) {
            try await lab.undisturbed { try await lab.send(.createInvalid, times: each) + [try await lab.send()] }
        }
        if lab.contract.operations.contains(.delete) { try await lab.send(.deleteUnknown) }
        // Without fields, only what is left tells what was charged.
        try await lab.drain()
    }
}
