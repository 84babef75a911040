import Conformance
import LoadEngine
import Timeline

/// Requests that are refused for other reasons than the limit: a lead that exists, an invalid one, an unknown id; and an import, whose
/// answer must carry the fields too.
struct Refusals: Experiment {
    let id = ExperimentID.refusals
    private static let each = 3

    func estimate(_ contract: Contract) -> Estimate { Estimate(requests: 4 + 2 * Self.each, duration: .zero) }

    func run(_ lab: Lab) async throws {
        let subject = lab.driver.newSubject()
        try await lab.send(subject: subject)
        // Between two creates, an import shows what it costs.
        if lab.contract.operations.contains(.importBatch) {
            try await lab.send(.importBatch)
            try await lab.send()
        }
        for _ in 0..<Self.each { try await lab.send(subject: subject) }
        for _ in 0..<Self.each { try await lab.send(.createInvalid) }
        if lab.contract.operations.contains(.deleteUnknown) { try await lab.send(.deleteUnknown) }
    }
}
