package import LeadsAPI
import Limiters
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

    /// True for a fault of what only the leads API has.
    package var needsLeads: Bool { Self.imports.contains { $0.name == name } }

    package static func named(_ name: String) -> Defect? { catalog.first { $0.name == name } }

    /// Every single defect, by area.
    package static let catalog: [Defect] = [
        headers, dates, keys, spellings, nodes, counting, arithmetic, concurrency, costs, imports, retryAfter, semantics, windows, boundaries,
        idleness, blocks, structuredFields,
    ].flatMap { $0 }
}

/// Changes that come after those that are there already, so that defects combine.
extension ServiceBehaviour {
    mutating func alsoResponding(_ change: @escaping @Sendable (inout APIResponse, ResponseFacts) -> Void) {
        let before = response
        response = { response, facts in
            before(&response, facts)
            change(&response, facts)
        }
    }

    /// Changes what is answered to a request that is over quota.
    mutating func alsoRefusing(_ change: @escaping @Sendable (inout APIResponse, ResponseFacts) -> Void) {
        alsoResponding { response, facts in if facts.fate == .limited { change(&response, facts) } }
    }

    mutating func alsoAdvising(_ change: @escaping @Sendable (inout Standing, ResponseFacts) -> Void) {
        let before = advice
        advice = { standing, facts in
            before(&standing, facts)
            change(&standing, facts)
        }
    }

    mutating func alsoLimiting(_ wrap: @escaping @Sendable (any Limiter, TimeSpan) -> any Limiter) {
        let before = limiter
        limiter = { limiter, window in wrap(before(limiter, window), window) }
    }

    mutating func alsoCosting(_ change: @escaping @Sendable (Int, ResponseFacts) -> Int) {
        let before = cost
        cost = { change(before($0), $0) }
    }

    /// Counts some requests of a key in a bucket of their own, which the mark names.
    mutating func alsoCountingApart(_ mark: @escaping @Sendable (APIRequest) -> String?) {
        let before = bucket
        bucket = { request in before(request) + (mark(request).map { " " + $0 } ?? "") }
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
