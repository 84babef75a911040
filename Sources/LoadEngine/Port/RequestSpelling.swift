package import Endpoints
import Timeline

/// Spells the requests of one run; what they create carries the run's id, so that it can be found and cleaned up.
package struct RequestSpelling: Sendable {
    package let endpoint: Endpoint
    private let runID: String
    private let seed: UInt64
    /// What is kept of the fields of the answers.
    package let recorded: RecordedFields

    package init(runID: String, endpoint: Endpoint = .leads(), recorded: RecordedFields = RecordedFields()) {
        self.recorded = recorded
        self.runID = runID
        self.endpoint = endpoint
        // FNV-1a: other runs draw other digits.
        seed = runID.utf8.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    package func content(_ request: Request) -> RequestContent {
        var values = SlotValues(key: request.key.secret, presented: request.key.presented, subject: request.subject, run: runID,
                                digits: digits(of: request.subject))
        values.created = request.created
        return endpoint.content(request.operation, &values)
    }

    /// The ordinary request with chosen values in its slots.
    package func content(key: String, presented: String, subject: Int, digits: RandomDigits) -> RequestContent {
        var values = SlotValues(key: key, presented: presented, subject: subject, run: runID, digits: digits)
        return endpoint.content(.create, &values)
    }

    package func digits(of subject: Int) -> RandomDigits { RandomDigits(seed: seed, subject: subject) }
}
