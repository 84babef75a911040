import FoundationEssentials
import Histogram
package import Timeline

/// Durations of one kind, in a histogram of three significant digits.
package struct Distribution: Sendable {
    private var histogram = Histogram<UInt64>(highestTrackableValue: Self.longest, numberOfSignificantValueDigits: .three)
    private static let longest: UInt64 = 3_600_000_000_000

    package init() {}

    package init(_ spans: some Sequence<TimeSpan>) { for span in spans { record(span) } }

    /// Spans above an hour count as an hour, negative ones as zero.
    package mutating func record(_ span: TimeSpan) {
        histogram.record(min(UInt64(Swift.max(0, span.nanoseconds)), Self.longest))
    }

    package var count: Int { Int(histogram.totalCount) }
    package var max: TimeSpan { count == 0 ? .zero : TimeSpan(nanoseconds: Int64(min(histogram.max, Self.longest))) }

    /// The value at a share of all, between 0 and 1.
    package func quantile(_ share: Double) -> TimeSpan {
        TimeSpan(nanoseconds: Int64(min(histogram.valueAtPercentile(share * 100), UInt64(max.nanoseconds))))
    }

    /// The share of all that is no longer than a span.
    package func share(atMost span: TimeSpan) -> Double {
        guard count > 0 else { return 0 }
        var below: UInt64 = 0
        for value in histogram.recordedValues() where value.value <= UInt64(Swift.max(0, span.nanoseconds)) { below += value.count }
        return Double(below) / Double(count)
    }

    /// A quantile with the interval in which the true one lies with 95 % confidence.
    ///
    /// Distribution-free: the ranks between which a binomial count of smaller values falls. Without enough samples above it, the
    /// quantile has no upper bound. Source: Hahn and Meeker, "Statistical Intervals", section 5.2 (normal approximation of the ranks).
    package func estimate(_ share: Double) -> Estimate {
        let n = Double(count)
        guard n > 0 else { return Estimate(value: .zero, low: nil, high: nil) }
        let spread = 1.96 * (n * share * (1 - share)).squareRoot()
        let low = (n * share - spread).rounded(.down)
        let high = (n * share + spread).rounded(.up) + 1
        return Estimate(value: quantile(share), low: low < 1 ? nil : quantile(low / n), high: high > n ? nil : quantile(high / n))
    }

    package struct Estimate: Sendable, Equatable {
        package var value: TimeSpan
        package var low: TimeSpan?
        package var high: TimeSpan?
    }

    /// Every value that occurs, ascending, with the share of all that is no larger: the points of a percentile curve.
    package var curve: [(value: TimeSpan, share: Double)] {
        histogram.recordedValues().map {
            (TimeSpan(nanoseconds: Int64($0.value)), Double($0.totalCountToThisValue) / Double(histogram.totalCount))
        }
    }

    /// What was stored before; nothing for a text that is no such payload.
    package init?(_ stored: StoredHistogram) {
        guard let data = Data(base64Encoded: stored.base64), let values = HdrPayload.decode([UInt8](data)) else { return nil }
        for (value, count) in values { histogram.record(min(value, Self.longest), count: count) }
    }

    package var stored: StoredHistogram { StoredHistogram(base64: Data(payload).base64EncodedString()) }

    package mutating func add(_ other: Distribution) {
        for value in other.histogram.recordedValues() { histogram.record(value.value, count: value.count) }
    }

    /// The HdrHistogram V2 payload (uncompressed), for other tools to merge.
    package var payload: [UInt8] {
        HdrPayload.encode(histogram.recordedValues().map { (value: $0.value, count: $0.count) }, highestTrackable: Self.longest)
    }
}
