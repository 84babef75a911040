/// A threshold as every format shows it.
extension Report.ThresholdResult {
    /// What was observed and what was asked for, with as many digits as tell them apart.
    private var numbers: (observed: String, limit: String) { Number.apart(observed?.value ?? limit, limit, unit) }

    /// Nothing where nothing was measured.
    var shownObserved: String? { observed.map { _ in numbers.observed } }
    /// `≤ 50.0 ms`
    var shownLimit: String { "\(bound == "at_most" ? "≤" : "≥") \(numbers.limit)" }
    /// `at most 50.0 ms`
    var spelledLimit: String { "\(bound == "at_most" ? "at most" : "at least") \(numbers.limit)" }
}
