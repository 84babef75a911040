import LeadsAPI
import Timeline

/// Somebody else who uses the same keys, at random times.
struct Stranger: Sendable {
    private let interval: TimeSpan
    private var random: SeededRandom
    private var next: [String: RunInstant] = [:]

    /// `interval` is the mean time between two requests on one key.
    init(interval: TimeSpan, seed: UInt64) {
        self.interval = interval
        random = SeededRandom(seed: seed, 0x5717)
    }

    /// When the requests on a key were sent that are due by now, in order.
    mutating func instants(on key: String, until now: RunInstant) -> [RunInstant] {
        var due: [RunInstant] = []
        var instant = next[key] ?? .start + pause()
        while instant <= now, due.count < 10_000 {
            due.append(instant)
            instant = instant + pause()
        }
        next[key] = instant
        return due
    }

    /// Mostly short, sometimes long: people come in bursts.
    private mutating func pause() -> TimeSpan {
        let share = random.unit()
        return TimeSpan(nanoseconds: max(1_000, Int64(Double(interval.nanoseconds) * 4 * share * share * share)))
    }

    static func request(_ key: String, at instant: RunInstant) -> APIRequest {
        APIRequest(method: "POST", path: "/api/v1/leads", fields: [FieldLine("x-api-key", key), FieldLine("content-type", "application/json")],
                   body: Array(#"{"email":"stranger.\#(instant.nanoseconds)@example.com"}"#.utf8))
    }
}
