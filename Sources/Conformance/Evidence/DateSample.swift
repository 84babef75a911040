import Timeline

/// The Date of one response. Somewhere before its head came, the server's clock showed that second, and a moment
/// later it was text.
struct DateSample: Sendable {
    let observation: Observation
    let departed: RunInstant
    let head: RunInstant
    let date: WallInstant

    /// What the server's clock is ahead of ours at least, when the head came: it had shown the Date by then, however
    /// old the text is.
    var lower: OffsetBound { OffsetBound(value: date.sinceEpoch - head.sinceStart, at: head) }

    /// What it is ahead at most when the request departed, if the text can be no older than that.
    func upper(staleness: TimeSpan) -> OffsetBound {
        OffsetBound(value: date.sinceEpoch + .seconds(1) + staleness - departed.sinceStart, at: departed)
    }

    /// Those that say something about the limiter's clock, in order of departure: of responses that the limiter has
    /// its part in, that carry one readable Date, and that no cache has stored (RFC 9111, 4.2.3). Where there are
    /// two, which is the limiter's cannot be told.
    static func all(_ observations: [Observation]) -> [DateSample] {
        var known: (text: String, date: WallInstant)?
        return observations.compactMap { observation in
            guard observation.kind == .admitted || observation.kind == .limited, let head = observation.latest,
                  let response = observation.attempt.response, response.first("age") == nil,
                  let text = response.only("date") else { return nil }
            if known?.text != text {
                guard let date = HTTPDate.parse(text)?.instant else { return nil }
                known = (text, date)
            }
            guard let date = known?.date else { return nil }
            return DateSample(observation: observation, departed: observation.earliest, head: head, date: date)
        }
    }
}

extension Response {
    /// The value of a field that stands there once.
    fileprivate func only(_ name: String) -> String? {
        let values = values(of: name)
        return values.count == 1 ? values[0] : nil
    }
}
