import Limiters

/// Looks at one aspect of the advice fields of every response; HDR-05 to HDR-08 differ only in what they call wrong.
enum FieldSurvey {
    /// `fault` says what is wrong with one response, or nothing.
    static func judge(
        _ evidence: Evidence, passing: String, explainedBy: [CheckID] = [], fault: (AdviceReading) -> String?
    ) -> Finding {
        guard evidence.contract.promisesAdvice else { return .skip(Absent.dialect) }
        let carriers = evidence.plain.filter { advice(in: $0) != nil }
        guard !carriers.isEmpty else { return Absent.field("advice field") }
        let faulty = carriers.compactMap { carrier in advice(in: carrier).flatMap(fault).map { (carrier, $0) } }
        guard let (first, what) = faulty.first else {
            return .pass("\(passing), on all \(carriers.count) responses", power: "one deviation among \(carriers.count) responses would have shown")
        }
        return .fail("\(what), on \(first.shown); \(faulty.count) of \(carriers.count) responses", witness: [first], explainedBy: explainedBy)
    }

    /// The advice of a response that carries at least one field.
    private static func advice(in observation: Observation) -> AdviceReading? {
        observation.advice.flatMap { $0.limit.isPresent || $0.remaining.isPresent || $0.reset.isPresent ? $0 : nil }
    }
}

extension AdviceReading {
    /// The three fields with the names that a person uses for them.
    var named: [(name: String, reading: FieldReading)] {
        [("limit", limit), ("remaining", remaining), ("reset", reset)]
    }
}
