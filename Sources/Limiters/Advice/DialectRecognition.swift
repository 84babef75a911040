package import Timeline

/// What the responses of a run say about the dialect that they are written in.
package enum DialectRecognition: Sendable, Equatable {
    /// It explains them, or comes so near that checks can say what is wrong with them.
    case dialect(Dialect)
    /// No response carries a field that speaks of a limit.
    case noFields
    case unread(UnreadFields)

    package var dialect: Dialect? { if case .dialect(let dialect) = self { dialect } else { nil } }
}

/// Fields that speak of a limit and are written in no dialect that is known.
package struct UnreadFields: Sendable, Equatable {
    /// Each name with one of its values.
    package var examples: [FieldLine]
    /// The dialect that has most of the names, and why it does not fit; nothing where none has any.
    package var nearest: (id: String, obstacle: String)?

    /// `X-Rate-Limit-Limit: 3s, X-Rate-Limit-Remaining: 19`
    package var shown: String {
        examples.map { "\(AdviceWriter.canonical($0.name)): \($0.value)" }.joined(separator: ", ")
    }

    package static func == (one: UnreadFields, other: UnreadFields) -> Bool {
        one.examples == other.examples && one.nearest?.id == other.nearest?.id && one.nearest?.obstacle == other.nearest?.obstacle
    }

    /// True for every field that can speak of a limit, whoever writes it; `name` is in lower case.
    static func mayBe(_ name: String) -> Bool {
        name != Dialect.retryAfter && ["ratelimit", "rate-limit", "call-limit", "retry-after"].contains { name.contains($0) }
    }
}
