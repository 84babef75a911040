extension Report {
    package struct Latency: Codable, Sendable, Equatable {
        package var outcome: String
        package var count: Int
        package var responseTimeMs: Percentiles
        package var serviceTimeMs: Percentiles
        /// The response time below which a share of all lies, ascending.
        package var curve: [CurvePoint]
        /// The same of the service time.
        package var serviceCurve: [CurvePoint]
        package var heat: Heat
        /// HdrHistogram V2 payload of the response times in nanoseconds, base64.
        package var histogram: String
    }

    package struct CurvePoint: Codable, Sendable, Equatable {
        package var share: Double
        package var ms: Double
        @OrNull package var lowMs: Double?
        @OrNull package var highMs: Double?
    }

    /// How many response times of a band came in a stretch of the run.
    package struct Heat: Codable, Sendable, Equatable {
        /// The length of a stretch.
        package var stepS: Double
        /// Where bands begin, ascending, the last one's end included.
        package var boundsMs: [Double]
        /// By stretch, then by band.
        package var counts: [[Int]]
    }

    package struct Percentiles: Codable, Sendable, Equatable {
        package var p50: Estimate
        package var p90: Estimate
        package var p95: Estimate
        package var p99: Estimate
        package var p99_9: Estimate
        package var max: Estimate
    }

    /// A value and the interval that holds the true one with 95 % confidence; null where too few samples bound it.
    package struct Estimate: Codable, Sendable, Equatable {
        package var value: Double
        @OrNull package var low: Double?
        @OrNull package var high: Double?
    }

    package struct Throughput: Codable, Sendable, Equatable {
        package var scheduled: Int
        package var sent: Int
        package var missed: Int
        package var completed: Int
        package var perSecond: [Second]
    }

    package struct Second: Codable, Sendable, Equatable {
        package var sent: Int
        package var admitted: Int
        package var limited: Int
        package var failed: Int
    }

    package struct Generator: Codable, Sendable, Equatable {
        package var lagMs: Percentiles
        @OrNull package var cpuShare: Double?
        @OrNull package var loops: Int?
        @OrNull package var loopShare: Double?
        @OrNull package var longestStallMs: Double?
        package var valid: Bool
        package var reasons: [String]
    }

    package struct Connections: Codable, Sendable, Equatable {
        package var opened: Int
        @OrNull package var lookupMs: Percentiles?
        @OrNull package var connectMs: Percentiles?
        @OrNull package var handshakeMs: Percentiles?
        /// head − departed, and completed − head.
        package var firstByteMs: Percentiles
        package var transferMs: Percentiles
        /// Requests, of those whose latencies are shown, for which there was no connection.
        package var unreached: Int
        /// How often a request was sent again that the server said it had not looked at; null for never.
        @OrNull package var resent: Int?
        package var failures: [Failure]
    }

    /// What was found in the bodies of admitted creates, of which a sample was looked at.
    package struct Bodies: Codable, Sendable, Equatable {
        package var checked: Int
        package var wrong: Int
        package var faults: [Fault]
    }

    /// What became of what the run created.
    package struct CleanUp: Codable, Sendable, Equatable {
        package var created: Int
        package var removed: Int
        /// Why not all is gone.
        @OrNull package var reason: String?
    }

    package struct Fault: Codable, Sendable, Equatable {
        package var fault: String
        package var count: Int
    }

    package struct Failure: Codable, Sendable, Equatable {
        package var cause: String
        package var count: Int
    }

    package struct Phase: Codable, Sendable, Equatable {
        package var name: String
        /// load or experiment.
        package var kind: String
        /// False for a warm-up, whose latencies are left out.
        package var recorded: Bool
        package var startedS: Double
        package var durationS: Double
        package var scheduled: Int
        package var sent: Int
        package var missed: Int
        package var completed: Int
    }

    package struct ThresholdResult: Codable, Sendable, Equatable {
        package var name: String
        package var metric: String
        /// Null for all outcomes, and where there is none.
        @OrNull package var outcome: String?
        /// at_most or at_least.
        package var bound: String
        package var limit: Double
        /// ms, % or /s: of the limit and of what was observed.
        package var unit: String
        @OrNull package var observed: Estimate?
        package var verdict: String
        /// Why nothing was decided, and what would decide it; empty otherwise.
        package var explanation: String
    }
}
