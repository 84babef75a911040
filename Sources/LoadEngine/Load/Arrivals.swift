package import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// How requests arrive during a load phase.
package enum Arrivals: Sendable, Equatable {
    /// Open model: one each period, whether or not earlier ones have been answered.
    case constant(Rate)
    /// Open model: from one rate to another, evenly over the phase.
    case ramp(from: Rate, to: Rate)
    /// Open model: several rates, each for the same share of the phase.
    case steps([Rate])
    /// Open model: independent users, whose arrivals know nothing of each other.
    case poisson(Rate)
    /// Open model: so many at one instant, again and again.
    case bursts(count: Int, every: TimeSpan)
    /// Closed model: each worker sends its next request when its last is answered and it has thought.
    case closed(workers: Int, thinkTime: TimeSpan)

    /// How many arrivals a phase of an open model has, on average where they are random; nothing for a closed one.
    package func count(in duration: TimeSpan) -> Int? {
        switch self {
        case .constant(let rate), .poisson(let rate): rate.arrivals(in: duration)
        case .ramp(let from, let to): Int(((from.perSecond + to.perSecond) / 2 * duration.inSeconds).rounded(.up))
        case .steps(let rates): rates.reduce(0) { $0 + $1.arrivals(in: duration / rates.count) }
        case .bursts(let count, let every): count * Int((duration.nanoseconds + every.nanoseconds - 1) / every.nanoseconds)
        case .closed: nil
        }
    }

    /// The same with so many times the arrivals.
    package func times(_ factor: Int) -> Arrivals {
        switch self {
        case .constant(let rate): .constant(rate * factor)
        case .ramp(let from, let to): .ramp(from: from * factor, to: to * factor)
        case .steps(let rates): .steps(rates.map { $0 * factor })
        case .poisson(let rate): .poisson(rate * factor)
        case .bursts(let count, let every): .bursts(count: count * factor, every: every)
        case .closed: self
        }
    }
}

/// When the arrivals of an open phase are due after its start: in order, and without accumulated error.
package struct ArrivalTimes: Sequence, IteratorProtocol {
    private let arrivals: Arrivals
    private let duration: TimeSpan
    private var number = 0
    private var random: SeededRandom
    /// Of random arrivals, when the last one was due.
    private var last = 0.0

    package init(_ arrivals: Arrivals, in duration: TimeSpan, seed: UInt64) {
        self.arrivals = arrivals
        self.duration = duration
        random = SeededRandom(seed: seed)
    }

    package mutating func next() -> TimeSpan? {
        defer { number += 1 }
        guard let due = due(), due < duration else { return nil }
        return due
    }

    private mutating func due() -> TimeSpan? {
        switch arrivals {
        case .constant(let rate): return rate.due(number)
        case .ramp(let from, let to): return Self.ramp(number, from.perSecond, to.perSecond, duration)
        case .steps(let rates): return Self.steps(number, rates, duration / rates.count)
        case .bursts(let count, let every): return every * (number / count)
        case .poisson(let rate):
            // The time between independent arrivals is exponential.
            last -= log(1 - random.unit()) / rate.perSecond
            return TimeSpan(nanoseconds: Int64(last * 1e9))
        case .closed: return nil
        }
    }

    /// Where the area under the line from one rate to the other reaches `i`.
    private static func ramp(_ i: Int, _ from: Double, _ to: Double, _ duration: TimeSpan) -> TimeSpan? {
        guard i > 0 else { return .zero }
        let slope = (to - from) / duration.inSeconds
        let root = from * from + 2 * slope * Double(i)
        guard root >= 0, from + root.squareRoot() > 0 else { return nil }
        return TimeSpan(nanoseconds: Int64(2 * Double(i) / (from + root.squareRoot()) * 1e9))
    }

    private static func steps(_ i: Int, _ rates: [Rate], _ step: TimeSpan) -> TimeSpan? {
        var before = 0
        for (index, rate) in rates.enumerated() {
            let count = rate.arrivals(in: step)
            if i < before + count { return step * index + rate.due(i - before) }
            before += count
        }
        return nil
    }
}
