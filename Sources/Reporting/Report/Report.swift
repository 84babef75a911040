/// Everything a run found out, in the shape of the JSON report; every other format is made from it.
///
/// Shape: `docs/schema/report-1.json`. Units end the name. Members are never removed or renamed within schema 1.
package struct Report: Codable, Sendable, Equatable {
    package static let currentSchema = "rateproof.report/1"

    package var schema = Report.currentSchema
    package var tool: ToolInfo
    package var run: Run
    package var verdict: RunVerdict
    /// The verdict in one sentence.
    package var reason: String
    package var exitCode: Int
    package var contract: ContractInfo
    package var checks: [Check]
    /// What the limiter was recognised as; null where nothing explains it, or too little was sent.
    @OrNull package var algorithm: Algorithm?
    @OrNull package var clock: Clock?
    package var windows: [Window]
    /// What happened on each key in order of time, for the picture; thinned out where there is too much of it.
    package var timeline: [KeyTimeline]
    package var retryAfter: [RetryAfter]
    /// Advertised resets next to the boundaries that were seen.
    package var resets: [Reset]
    package var latency: [Latency]
    package var throughput: Throughput
    /// In the order of the run; phases that did not begin are left out.
    package var phases: [Phase]
    package var generator: Generator
    /// Where the time of a request went; null in reports of versions before it was told.
    @OrNull package var connections: Connections?
    /// Null where no body was looked at.
    @OrNull package var bodies: Bodies?
    /// Left out where nothing is to be taken back.
    package var cleanUp: CleanUp?
    package var thresholds: [ThresholdResult]
    /// Against a baseline; null without one.
    @OrNull package var comparison: Comparison?
    package var environment: EnvironmentInfo
}

package enum RunVerdict: String, Codable, Sendable {
    case pass, fail, inconclusive, invalid
    /// Of a run without a contract, whose question is what limits the target.
    case identified
    case notIdentified = "not-identified"

    /// For a sentence or a headline.
    package var word: String { self == .notIdentified ? "not identified" : rawValue }
    /// True where the run reached what it was for.
    package var isGood: Bool { self == .pass || self == .identified }
}

extension Report {
    package struct ToolInfo: Codable, Sendable, Equatable {
        package var name: String
        package var version: String
        @OrNull package var commit: String?
    }

    package struct Run: Codable, Sendable, Equatable {
        package var id: String
        package var profile: String
        package var seed: UInt64
        package var startedAt: String
        package var durationS: Double
        package var target: Target
        /// Why the run ended early; null for a whole run.
        @OrNull package var partial: String?
        package var shards: Int
        package var command: String
        /// The profile as it was run, overrides included.
        package var profileSource: String
    }

    package struct Target: Codable, Sendable, Equatable {
        package var kind: String
        @OrNull package var url: String?
        /// What carried the requests; null in virtual time.
        @OrNull package var transport: String?
    }

    package struct ContractInfo: Codable, Sendable, Equatable {
        package var quota: Int
        package var windowS: Double
        /// `fixed-window`, `unknown` of an open contract, or all that is promised in words.
        package var algorithm: String
        package var dialect: String
        /// `promised`, `observed` or `none`; null in reports of versions before it was told.
        @OrNull package var basis: String?

        /// All that is promised, where it is more than a number of requests in a fixed window.
        var promise: String? { ["fixed-window", "unknown"].contains(algorithm) ? nil : algorithm }

        /// `20 per 3 s`
        var shown: String {
            if algorithm == "unknown" { return "none given" }
            if let promise { return promise }
            return "\(quota) per \(Number.plain(windowS)) s" + (basis == "observed" ? " (observed, not promised)" : "")
        }
    }

    package struct Check: Codable, Sendable, Equatable {
        package var id: String
        package var title: String
        package var level: String
        package var verdict: String
        package var citation: Citation
        package var expected: String
        package var observed: String
        /// How exactly the instants are known on which the verdict rests.
        package var uncertainty: String
        package var power: String
        @OrNull package var blockedBy: String?
        package var witness: [Attempt]
        /// Attempts of the witness beyond those; null in reports of versions before it was told.
        @OrNull package var witnessOmitted: Int?
        /// A window of load of which only sums were kept; null where attempts are the witness, and in reports of versions before it was told.
        @OrNull package var witnessWindow: WitnessWindow?
        package var reproduce: String
    }

    /// A window of one key under load whose attempts were not kept.
    package struct WitnessWindow: Codable, Sendable, Equatable {
        package var key: String
        package var reset: Int
        package var admitted: Int
        package var limited: Int
        package var firstHeadS: Double
        package var lastDepartedS: Double
    }

    package struct Citation: Codable, Sendable, Equatable {
        package var text: String
        package var url: String
    }

    /// One attempt of a witness.
    package struct Attempt: Codable, Sendable, Equatable {
        package var index: Int
        package var key: String
        package var operation: String
        @OrNull package var status: Int?
        package var scheduledS: Double
        @OrNull package var departedS: Double?
        @OrNull package var headS: Double?
        package var fields: [Field]
        @OrNull package var excerpt: String?
    }

    package struct Field: Codable, Sendable, Equatable {
        package var name: String
        package var value: String
    }

    package struct Algorithm: Codable, Sendable, Equatable {
        package var identified: String
        /// For a sentence: `a sliding log`.
        package var title: String
        /// What shares one count, where it is not each key: `all-keys`, `2-counters`.
        package var scope: String?
        package var confidence: Double
        @OrNull package var anchoring: String?
        @OrNull package var quota: Int?
        @OrNull package var windowS: Double?
        /// Other algorithms that explain everything as well.
        package var alternatives: [String]
        /// How many decisions were held against it, and how many of them it does not explain.
        package var decisions: Int
        package var unexplained: Int
    }

    package struct Clock: Codable, Sendable, Equatable {
        /// server wall clock − our wall clock.
        package var offsetMs: Range
        package var stepped: Bool
    }

    package struct Range: Codable, Sendable, Equatable {
        package var atLeast: Double
        package var atMost: Double
    }

    package struct Window: Codable, Sendable, Equatable {
        package var key: String
        package var openedAtS: Double
        package var closedAtS: Double
        package var admitted: Range
        package var limited: Int
        @OrNull package var resetAdvertised: Int?
    }

    package struct KeyTimeline: Codable, Sendable, Equatable {
        package var key: String
        package var points: [Point]
        /// Attempts that are not among the points.
        package var omitted: Int
    }

    package struct Point: Codable, Sendable, Equatable {
        package var atS: Double
        /// admitted, limited, refused or failed.
        package var outcome: String
        @OrNull package var remaining: Int?
    }

    package struct RetryAfter: Codable, Sendable, Equatable {
        package var attempt: Int
        package var promisedS: Double
        package var trueS: Range
    }

    /// Both on the run's clock, in seconds since its start.
    package struct Reset: Codable, Sendable, Equatable {
        package var key: String
        package var attempt: Int
        package var advertisedS: Range
        package var trueS: Range
    }

    package struct EnvironmentInfo: Codable, Sendable, Equatable {
        package var host: String
        package var os: String
        package var cores: Int
    }
}

extension KeyedDecodingContainer {
    /// A member that a report of an older version does not have is null.
    package func decode<Value>(_ type: OrNull<Value>.Type, forKey key: Key) throws -> OrNull<Value> {
        try decodeIfPresent(type, forKey: key) ?? OrNull(wrappedValue: nil)
    }
}

/// An optional that is written as `null` instead of being left out, so that every report has every member.
@propertyWrapper
package struct OrNull<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    package var wrappedValue: Value?

    package init(wrappedValue: Value?) { self.wrappedValue = wrappedValue }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        wrappedValue = container.decodeNil() ? nil : try container.decode(Value.self)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}
