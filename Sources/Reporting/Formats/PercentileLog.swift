import Measurement
import Timeline

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The percentile log that HdrHistogram's tools write and plot: response times of one outcome in milliseconds.
///
/// Source: HdrHistogram, `outputPercentileDistribution`, five ticks for each halving of the distance to 100 %.
enum PercentileLog {
    private static let ticks = 5.0

    static func render(_ report: Report, outcome: String) -> String {
        let stored = report.latency.first { $0.outcome == outcome }.map { StoredHistogram(base64: $0.histogram) }
        let distribution = stored.flatMap { Distribution($0) } ?? Distribution()
        let head = row("Value", "Percentile", "TotalCount", "1/(1-Percentile)") + "\n\n"
        let curve = distribution.curve
        guard let last = curve.last else { return head + "#[no \(outcome) responses]\n" }
        let count = Double(distribution.count)
        var rows = ""
        var level = 0.0
        for point in curve {
            // Every tick that this value is the first to reach; the last value ends the table.
            guard point.share * 100 >= level || point.value == last.value else { continue }
            let beyond = point.share < 1 ? Number.fixed(1 / (1 - point.share), 2) : ""
            rows += row(Number.fixed(point.value.inMilliseconds, 3), Number.fixed(point.share, 12), "\(Int((point.share * count).rounded()))", beyond) + "\n"
            while level <= point.share * 100, level < 100 {
                let halvings = (log2(100 / max(100 - level, 1e-9))).rounded(.down) + 1
                level += 100 / (ticks * pow(2, halvings))
                if 100 - level < 1e-7 { level = 100 }
            }
        }
        return head + rows + foot(curve.map { ($0.value.inMilliseconds, $0.share) }, count)
    }

    private static func foot(_ curve: [(ms: Double, share: Double)], _ count: Double) -> String {
        let shares = zip(curve, [0] + curve.map(\.share)).map { (ms: $0.ms, share: $0.share - $1) }
        let mean = shares.reduce(0) { $0 + $1.ms * $1.share }
        let deviation = shares.reduce(0) { $0 + ($1.ms - mean) * ($1.ms - mean) * $1.share }.squareRoot()
        return """
            #[Mean    = \(padded(Number.fixed(mean, 3), 12)), StdDeviation   = \(padded(Number.fixed(deviation, 3), 12))]
            #[Max     = \(padded(Number.fixed(curve.last?.ms ?? 0, 3), 12)), Total count    = \(padded("\(Int(count))", 12))]

            """
    }

    private static func row(_ value: String, _ percentile: String, _ count: String, _ beyond: String) -> String {
        "\(padded(value, 12)) \(padded(percentile, 14)) \(padded(count, 10)) \(padded(beyond, 14))"
    }

    private static func padded(_ text: String, _ width: Int) -> String { String(repeating: " ", count: max(0, width - text.count)) + text }
}
