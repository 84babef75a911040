package import Timeline

/// Turns a limiter's exact knowledge into header fields of one dialect.
package struct AdviceWriter: Sendable, Equatable {
    /// How an exact instant becomes a whole second, or a whole millisecond. Both keep the promise that waiting is enough.
    package enum Rounding: String, Sendable, CaseIterable {
        /// The next whole one, or this very one.
        case up
        /// Always the next whole one: `floor(x) + 1`.
        case past
    }

    private let rounding: Rounding
    private let dialect: Dialect
    /// As they are written: limit, remaining, reset, policy, period.
    private let names: [String?]

    package init(rounding: Rounding = .up, dialect: Dialect = .xRateLimitEpoch) {
        self.rounding = rounding
        self.dialect = dialect
        let fields = dialect.fields
        names = [fields?.limit, fields?.remaining, fields?.reset, fields?.policy, fields?.period].map { $0.map(Self.canonical) }
    }

    /// What the dialect has of limit, remaining and reset, in this order; `window` is for the dialects that state it.
    package func fields(_ standing: Standing, at now: WallInstant, window: TimeSpan) -> [FieldLine] {
        guard let fields = dialect.fields else { return [] }
        let (quota, remaining) = (standing.limit, max(0, standing.remaining))
        let reset = reset(standing.reset, now, fields.resetKind)
        let length = max(1, window.secondsRoundedUp)
        let policy = "\(quota);w=\(length)"
        let (limitName, remainingName, resetName, policyName, periodName) = (names[0], names[1], names[2], names[3], names[4])
        let lines: [(name: String?, value: String)] = switch fields.shape {
        case .separate:
            [(limitName, "\(quota)"), (remainingName, "\(remaining)"), (resetName, reset), (policyName, policy),
             (periodName, "\(length)s")]
        case .windowed:
            [(limitName, policy), (remainingName, "\(remaining);w=\(length)"), (resetName, reset)]
        case .list:
            [(limitName, "\(quota), \(policy)"), (remainingName, "\(remaining)"), (resetName, reset)]
        case .dictionary:
            [(limitName, "limit=\(quota), remaining=\(remaining), reset=\(reset)"), (policyName, policy)]
        case .items:
            [(policyName, "\"default\";q=\(policy)"), (remainingName, "\"default\";r=\(remaining);t=\(reset)")]
        case .usedOfLimit:
            [(limitName, "\(quota - min(quota, remaining))/\(quota)")]
        }
        return lines.compactMap { name, value in name.map { FieldLine($0, value) } }
    }

    package func retryAfter(_ standing: Standing) -> FieldLine {
        FieldLine("Retry-After", String(wholeSeconds(standing.wait)))
    }

    package func wholeSeconds(_ span: TimeSpan) -> Int { Int(whole(span, of: .seconds(1))) }

    /// The value of a reset field; one that is past is written as now where the kind counts from now.
    private func reset(_ instant: WallInstant, _ now: WallInstant, _ kind: Dialect.ResetKind) -> String {
        let span = kind.isAbsolute ? instant.sinceEpoch : max(.zero, instant - now)
        let count = whole(span, of: kind.resolution)
        return switch kind {
        case .epochSeconds, .epochMilliseconds, .deltaSeconds, .deltaMilliseconds: String(count)
        case .epochDecimal, .deltaDecimal: Decimal.seconds(milliseconds: max(0, count))
        case .httpDate: HTTPDate.format(WallInstant(epochSeconds: Int(count)))
        case .timestamp: CivilTime(WallInstant(epochSeconds: Int(count))).iso8601 + "Z"
        case .duration: GoDuration.format(milliseconds: count)
        case .none: ""
        }
    }

    private func whole(_ span: TimeSpan, of unit: TimeSpan) -> Int64 {
        switch rounding {
        case .up: -(0 &- span.nanoseconds).flooredDivision(by: unit.nanoseconds)
        case .past: span.nanoseconds.flooredDivision(by: unit.nanoseconds) + 1
        }
    }

    /// `X-RateLimit-Limit` for `x-ratelimit-limit`: names mean the same in any case, and servers write them so.
    package static func canonical(_ name: String) -> String {
        name.split(separator: "-").map { word in
            switch word {
            case "ratelimit": "RateLimit"
            case "hubspot": "HubSpot"
            default: word.prefix(1).uppercased() + word.dropFirst()
            }
        }.joined(separator: "-")
    }
}
