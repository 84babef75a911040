import Limiters

/// Looks at one aspect of the advice fields of every response; HDR-05 to HDR-08 differ only in what they call wrong.
enum FieldSurvey {
    /// `fault` says what is wrong with one response, or nothing; where `part` is given, only responses that carry it are looked at.
    static func judge(
        _ evidence: Evidence, passing: String, of part: (name: String, path: KeyPath<AdviceReading, FieldReading>)? = nil,
        fault: (AdviceReading) -> String?
    ) -> Finding {
        guard evidence.contract.promisesAdvice else { return Absent.advice(evidence) }
        let carriers = evidence.answers.filter { carrier in
            carrier.first.advice.map { advice in part.map { advice[keyPath: $0.path].isPresent } ?? advice.isPresent } ?? false
        }
        guard !carriers.isEmpty else { return Absent.field(part?.name ?? "advice field") }
        let faulty = carriers.compactMap { carrier in carrier.first.advice.flatMap(fault).map { (carrier, $0) } }
        guard let (first, what) = faulty.first else {
            return .pass("\(passing), on all \(carriers.total) responses", power: "one deviation among \(carriers.total) responses would have shown")
        }
        return .fail("\(what), on \(first.first.shown); \(faulty.map(\.0).total) of \(carriers.total) responses", witness: [first.first], as: .value)
    }
}

extension AdviceReading {
    /// True where the response carries at least one of the fields.
    var isPresent: Bool { limit.isPresent || remaining.isPresent || reset.isPresent }

    /// The three fields with the names that a person uses for them.
    var named: [(name: String, reading: FieldReading)] {
        [("limit", limit), ("remaining", remaining), ("reset", reset)]
    }
}
