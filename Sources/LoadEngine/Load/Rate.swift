package import Timeline

/// A number of requests in a length of time, exact: `50/s`, `100/min`, `1.5/s` (15 in 10 s).
package struct Rate: Sendable, Equatable {
    package var count: Int
    package var per: TimeSpan

    package init(count: Int, per: TimeSpan) {
        self.count = count
        self.per = per
    }

    /// So many times as much.
    package static func * (rate: Rate, factor: Int) -> Rate { Rate(count: rate.count * factor, per: rate.per) }

    package var perSecond: Double { Double(count) / per.inSeconds }

    /// The due time of arrival `i` after the start of its phase: ⌊i · period⌋, without accumulated error.
    ///
    ///     start ├──────┼──────┼──────┼──── …
    ///           0      1      2      3       arrival i at ⌊i · per ÷ count⌋ ns
    package func due(_ arrival: Int) -> TimeSpan {
        let product = Int64(arrival).multipliedFullWidth(by: per.nanoseconds)
        return TimeSpan(nanoseconds: Int64(count).dividingFullWidth(product).quotient)
    }

    /// How many arrivals are due before a duration is over.
    package func arrivals(in duration: TimeSpan) -> Int {
        let product = duration.nanoseconds.multipliedFullWidth(by: Int64(count))
        let (whole, rest) = per.nanoseconds.dividingFullWidth(product)
        return Int(whole) + (rest > 0 ? 1 : 0)
    }
}
