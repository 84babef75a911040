package import LeadsAPI
import Timeline

/// One deliberate fault of a service.
package struct Defect: Sendable {
    /// Lower case with hyphens; what `--defect` takes.
    package var name: String
    /// What an observer sees.
    package var summary: String
    /// The check that should name it first.
    package var namedBy: String
    private let apply: @Sendable (inout ServiceBehaviour) -> Void

    init(_ name: String, _ summary: String, namedBy: String, _ apply: @escaping @Sendable (inout ServiceBehaviour) -> Void) {
        self.name = name
        self.summary = summary
        self.namedBy = namedBy
        self.apply = apply
    }

    /// A sound service with all these faults.
    package static func behaviour(_ defects: [Defect]) -> ServiceBehaviour {
        defects.reduce(into: .sound) { behaviour, defect in defect.apply(&behaviour) }
    }

    package static func named(_ name: String) -> Defect? { catalog.first { $0.name == name } }

    /// Every single defect, by area.
    package static let catalog = headers + counting + windows + retryAfter + keysAndMeaning
}

extension ServiceBehaviour {
    /// Adds a last word after those that are there already, so that defects combine.
    mutating func alsoResponding(_ change: @escaping @Sendable (inout APIResponse, ResponseFacts) -> Void) {
        let before = response
        response = { response, facts in
            before(&response, facts)
            change(&response, facts)
        }
    }
}

extension APIResponse {
    /// Puts another value into a field that is there.
    mutating func rewrite(_ name: String, _ change: (Int) -> String) {
        guard let index = fields.firstIndex(where: { $0.name == name }), let value = Int(fields[index].value) else { return }
        fields[index].value = change(value)
    }

    mutating func removeAdvice() {
        for name in ["X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"] { remove(name) }
    }
}
