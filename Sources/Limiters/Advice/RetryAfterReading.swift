package import Timeline

extension Response {
    /// The wait that a response asks for, as it was spelled and as it was understood.
    package var retryAfter: FieldReading { FieldReading(values(of: Dialect.retryAfter)) }

    /// How long Retry-After asks to wait, in either of its forms (RFC 9110, 10.2.3); zero where it names a date that is past.
    ///
    /// A date counts from `date`, when the response was made, or else from its own Date field; without both it says nothing.
    package func retryAfterWait(date: WallInstant? = nil) -> TimeSpan? {
        switch retryAfter {
        case .number(let seconds): return .seconds(seconds)
        case .text(let text):
            guard let until = HTTPDate.parse(text)?.instant, let made = date ?? self.date else { return nil }
            return max(.zero, until - made)
        case .absent, .signed, .repeated: return nil
        }
    }

    /// What its Date field says, where it is sound.
    var date: WallInstant? { first("date").flatMap { HTTPDate.parse($0)?.instant } }
}
