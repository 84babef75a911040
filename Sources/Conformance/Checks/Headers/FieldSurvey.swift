import Limiters

/// Looks at one aspect of the advice fields of every response; HDR-05 to HDR-08 differ only in what they call wrong.
enum FieldSurvey {
    /// `fault` says what is wrong with one response, or nothing.
    static func judge(
        _ evidence: Evidence, passing: String, fault: (AdviceReading) -> String?
    ) -> Finding {
        guard evidence.contract.promisesAdvice else { return .skip(Absent.dialect) }
        let carriers = evidence.answers.filter { $0.first.advice?.isPresent ?? false }
        guard !carriers.isEmpty else { return Absent.field("advice field") }
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
