import Timeline

extension Dialect {
    /// What a reset counts, in the words of a message.
    package enum ResetKind: String, Sendable, CaseIterable {
        case epochSeconds = "epoch seconds"
        case epochMilliseconds = "epoch milliseconds"
        /// Seconds since the epoch with or without decimals.
        case epochDecimal = "epoch seconds with decimals"
        case deltaSeconds = "seconds from now"
        /// Seconds from now with or without decimals.
        case deltaDecimal = "seconds from now with decimals"
        case deltaMilliseconds = "milliseconds from now"
        /// Any of the three forms of RFC 9110, 5.6.7.
        case httpDate = "an HTTP date"
        case timestamp = "an RFC 3339 timestamp"
        /// As Go writes it: `6m0s`, `12ms`.
        case duration = "a duration"
        case none = "no reset"

        /// True where the value names an instant, false where it counts from now.
        package var isAbsolute: Bool {
            switch self {
            case .epochSeconds, .epochMilliseconds, .epochDecimal, .httpDate, .timestamp: true
            case .deltaSeconds, .deltaDecimal, .deltaMilliseconds, .duration, .none: false
            }
        }

        /// The name that a profile gives it.
        package var name: String {
            switch self {
            case .epochSeconds: "epoch-seconds"
            case .epochMilliseconds: "epoch-milliseconds"
            case .epochDecimal: "epoch-decimal"
            case .deltaSeconds: "delta-seconds"
            case .deltaMilliseconds: "delta-milliseconds"
            case .deltaDecimal: "delta-decimal"
            case .httpDate: "http-date"
            case .timestamp, .duration, .none: suffix
            }
        }

        /// What the name of a dialect of this kind ends with.
        var suffix: String {
            switch self {
            case .epochSeconds: "epoch"
            case .epochMilliseconds: "epoch-ms"
            case .epochDecimal: "epoch-decimal"
            case .deltaSeconds: "delta"
            case .deltaDecimal: "delta-decimal"
            case .deltaMilliseconds: "delta-ms"
            case .httpDate: "date"
            case .timestamp: "timestamp"
            case .duration: "duration"
            case .none: "none"
            }
        }

        /// The same with decimals allowed, to come near what breaks the grammar by them alone.
        var withDecimals: Self {
            switch self {
            case .epochSeconds: .epochDecimal
            case .deltaSeconds: .deltaDecimal
            default: self
            }
        }

        /// The smallest step that a writer of this kind takes.
        var resolution: TimeSpan {
            switch self {
            case .epochSeconds, .deltaSeconds, .httpDate, .timestamp, .none: .seconds(1)
            case .epochMilliseconds, .epochDecimal, .deltaDecimal, .deltaMilliseconds, .duration: .milliseconds(1)
            }
        }
    }
}

extension FieldReading {
    /// Whether a value is grammatical for this kind of reset.
    ///
    /// A field that is absent breaks no grammar, and nothing is asked of one where the dialect has no reset.
    package func obeys(_ kind: Dialect.ResetKind) -> Bool {
        if self == .absent || kind == .none { return true }
        return time(as: kind) != nil
    }

    /// The time that a value names when it is read as this kind, or nothing where it breaks the grammar.
    func time(as kind: Dialect.ResetKind) -> ResetTime? {
        switch kind {
        case .epochSeconds: value.map { .at(WallInstant(epochSeconds: $0)) }
        case .epochMilliseconds: value.map { .at(WallInstant(sinceEpoch: .oneMillisecond * $0)) }
        case .epochDecimal: single.flatMap { Decimal.span($0, unit: .seconds(1)) }.map { .at(WallInstant(sinceEpoch: $0)) }
        case .deltaSeconds: value.map { .after(.seconds($0)) }
        case .deltaMilliseconds: value.map { .after(.oneMillisecond * $0) }
        case .deltaDecimal: single.flatMap { Decimal.span($0, unit: .seconds(1)) }.map { .after($0) }
        case .httpDate: single.flatMap(HTTPDate.parse).map { .at($0.instant) }
        case .timestamp: single.flatMap(Timestamp.parse).map { .at($0) }
        case .duration: single.flatMap(GoDuration.parse).map { .after($0) }
        case .none: nil
        }
    }

    /// The text of a field that holds one value without a sign.
    private var single: String? {
        switch self {
        case .number(let value): String(value)
        case .text(let text): text
        case .absent, .signed, .repeated: nil
        }
    }
}

/// When a reset is, as far as one field says it.
enum ResetTime: Sendable, Equatable {
    case at(WallInstant)
    case after(TimeSpan)
}

extension TimeSpan {
    /// `milliseconds(_:)` is for numbers of ours and traps on a server's; a product stops at the ends.
    static let oneMillisecond = TimeSpan(nanoseconds: 1_000_000)
}

extension WallInstant {
    /// Clamped as whole seconds are, so that no later arithmetic meets the ends.
    init(sinceEpoch span: TimeSpan) {
        let seconds = span.secondsRoundedDown
        self = WallInstant(epochSeconds: seconds) + (span - .seconds(seconds))
    }
}
