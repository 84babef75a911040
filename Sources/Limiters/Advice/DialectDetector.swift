package import Timeline

/// Finds the dialect that explains the fields of a run, by their names first and then by what the values can mean.
///
/// It never guesses from one response: all of them are asked together, and the order in which they come means nothing. Where nothing in
/// the catalog explains them as they stand, what comes near is looked for, one allowance after the other.
package enum DialectDetector {
    /// The dialect alone.
    package static func detect(_ responses: [Response]) -> Dialect? { recognise(responses).dialect }

    package static func recognise(_ responses: [Response]) -> DialectRecognition {
        // Other answers may be a gateway's, with fields of its own.
        var known: Set<ObjectIdentifier> = []
        let responses = responses.filter { known.insert(ObjectIdentifier($0)).inserted }
        let telling = responses.filter { $0.isAdmitted || $0.status == 429 }
        let answers = telling.isEmpty ? responses : telling
        let examples = examples(answers)
        guard !examples.isEmpty else { return .noFields }
        for allowance in Allowance.allCases {
            let sample = AdviceSample(answers, allowance)
            let all = candidates(sample)
            // A gap in one dialect may be no gap in another that has more of the names.
            let asked = allowance == .gaps ? all.prefix { $0.specificity == all[0].specificity } : all[...]
            if let found = asked.first(where: { sample.obstacle(to: $0.fields) == nil }) { return .dialect(found.dialect) }
        }
        let sample = AdviceSample(answers, .gaps)
        let nearest = candidates(sample).first { $0.specificity > 0 }
        return .unread(UnreadFields(
            examples: examples, nearest: nearest.flatMap { near in sample.obstacle(to: near.fields).map { (near.dialect.id, $0) } }))
    }

    private static let mostExamples = 6

    private static func examples(_ responses: [Response]) -> [FieldLine] {
        var examples: [FieldLine] = []
        for line in responses.lazy.flatMap(\.fields) where UnreadFields.mayBe(line.name) && !line.value.isEmpty {
            guard !examples.contains(where: { $0.name == line.name }) else { continue }
            examples.append(FieldLine(line.name, line.value.count > 60 ? line.value.prefix(60) + "…" : line.value))
            if examples.count == mostExamples { break }
        }
        return examples
    }

    /// What is overlooked when a dialect is compared with the fields; each overlooks what those before it do.
    enum Allowance: Int, CaseIterable {
        case none
        /// The same field twice: HDR-05 says so.
        case repeats
        /// Decimals where the dialect wants whole numbers: HDR-06 says so.
        case decimals
        /// One of the fields is missing everywhere: HDR-01 says so.
        case gaps
    }

    private struct Candidate {
        var dialect: Dialect
        var fields: Dialect.Fields
        /// How many of its names occur.
        var specificity: Int
    }

    /// More names explain more; among equals the catalog's order decides, in which the plainer kind comes first.
    private static func candidates(_ sample: AdviceSample) -> [Candidate] {
        let all = Dialect.catalog.compactMap { dialect in
            dialect.fields.map { Candidate(dialect: dialect, fields: $0, specificity: $0.names.count(where: sample.names.contains)) }
        }
        return all.enumerated().sorted { ($1.element.specificity, $0.offset) < ($0.element.specificity, $1.offset) }.map(\.element)
    }
}
