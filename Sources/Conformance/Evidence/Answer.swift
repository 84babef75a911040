import Timeline

/// One response to plain requests, however often it came: what its fields say in themselves need be looked at once.
struct Answer: Sendable {
    /// The first observation that it answered.
    let first: Observation
    private(set) var count = 1

    /// In order of the first.
    static func all(_ observations: [Observation]) -> [Answer] {
        var answers: [Answer] = []
        var known: [ObjectIdentifier: Int] = [:]
        for observation in observations {
            guard let response = observation.attempt.response else { continue }
            if let index = known[ObjectIdentifier(response)] {
                answers[index].count += 1
            } else {
                known[ObjectIdentifier(response)] = answers.count
                answers.append(Answer(first: observation))
            }
        }
        return answers
    }
}

extension Sequence<Answer> {
    /// How many observations they answered.
    var total: Int { reduce(0) { $0 + $1.count } }
}
