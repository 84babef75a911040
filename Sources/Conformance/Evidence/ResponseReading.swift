import Limiters
import Timeline

/// What the fields of a response say; shared by all observations of that response.
final class ResponseReading: Sendable {
    let advice: AdviceReading?
    /// The wait it asks for, where that obeys the grammar.
    let retryAfter: TimeSpan?
    /// A name for its window: the end in whole seconds since the epoch, rounded up.
    let reset: Int?

    init(_ response: Response, _ fields: Dialect.Fields?) {
        advice = fields.map { AdviceReading(response, $0) }
        retryAfter = response.retryAfter.value.map { .seconds(min($0, 1_000_000_000)) }
        reset = advice?.resetAt?.sinceEpoch.secondsRoundedUp
    }
}

/// Reads every response once, however often it came.
struct ResponseReadings {
    private let fields: Dialect.Fields?
    private var known: [ObjectIdentifier: ResponseReading] = [:]

    init(_ fields: Dialect.Fields?) { self.fields = fields }

    mutating func reading(of response: Response) -> ResponseReading {
        if let reading = known[ObjectIdentifier(response)] { return reading }
        let reading = ResponseReading(response, fields)
        known[ObjectIdentifier(response)] = reading
        return reading
    }
}
