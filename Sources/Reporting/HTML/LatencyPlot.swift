#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Percentile curves of the response times, by outcome: the share on an axis that stretches the tail, the time on a log axis.
struct LatencyPlot {
    private let latencies: [Report.Latency]
    private let frame = PlotFrame(height: 260)
    private static let ticks = [0.5, 0.9, 0.99, 0.999, 0.9999]

    init(_ latencies: [Report.Latency]) { self.latencies = latencies.filter { $0.curve.count > 1 } }

    var svg: String {
        guard let (low, high) = range else { return "" }
        let curves = latencies.map { band($0, low, high) + service($0, low, high) + curve($0, low, high) }.joined()
        return frame.svg("Response time by percentile", frame.axes + shareLabels + timeLabels(low, high) + curves)
    }

    /// Whole powers of ten around everything that is drawn.
    private var range: (low: Double, high: Double)? {
        let times = latencies.flatMap { ($0.curve + $0.serviceCurve).flatMap { [$0.ms, $0.highMs ?? $0.ms] } }.map { max($0, 0.001) }
        guard let least = times.min(), let most = times.max() else { return nil }
        var low = 0.001
        while low * 10 <= least { low *= 10 }
        var high = low * 10
        while high < most { high *= 10 }
        return (low, high)
    }

    /// Every factor of ten closer to 1 takes the same width.
    private func x(_ share: Double) -> Double { frame.x(min(1, nines(share) / nines(Self.ticks[Self.ticks.count - 1]))) }

    private func nines(_ share: Double) -> Double { log10(1 / max(1 - share, 1e-6)) }

    private func y(_ ms: Double, _ low: Double, _ high: Double) -> Double {
        frame.y(log10(max(ms, low) / low) / log10(high / low))
    }

    private var shareLabels: String {
        Self.ticks.map { share in
            frame.label("p\(Number.plain(share * 100))", x: x(share), y: frame.height - 7)
                + "<path class=\"axis\" d=\"M\(frame.p(x(share))),\(frame.p(frame.top))V\(frame.p(frame.height - frame.bottom))\"/>"
        }.joined()
    }

    private func timeLabels(_ low: Double, _ high: Double) -> String {
        var text = ""
        var tick = low
        while tick <= high * 1.001 {
            let y = y(tick, low, high)
            text += frame.label("\(Number.plain(tick)) ms", x: frame.left - 6, y: y + 4, anchor: "end")
                + "<path class=\"axis\" d=\"M\(frame.p(frame.left)),\(frame.p(y))H\(frame.p(frame.width - frame.right))\"/>"
            tick *= 10
        }
        return text
    }

    /// Where the true percentiles lie with 95 % confidence, as far as samples bound them.
    private func band(_ latency: Report.Latency, _ low: Double, _ high: Double) -> String {
        let known = latency.curve.compactMap { point in point.lowMs.flatMap { low in point.highMs.map { (share: point.share, low: low, high: $0) } } }
        guard known.count > 1 else { return "" }
        let edge = known.map { (x($0.share), y($0.high, low, high)) } + known.reversed().map { (x($0.share), y($0.low, low, high)) }
        return "<polygon class=\"interval \(latency.outcome)\" points=\"\(edge.map { "\(frame.p($0.0)),\(frame.p($0.1))" }.joined(separator: " "))\"/>"
    }

    private func service(_ latency: Report.Latency, _ low: Double, _ high: Double) -> String {
        let line = latency.serviceCurve.map { "\(frame.p(x($0.share))),\(frame.p(y($0.ms, low, high)))" }.joined(separator: " ")
        return "<polyline class=\"curve service \(latency.outcome)\" points=\"\(line)\"/>"
    }

    private func curve(_ latency: Report.Latency, _ low: Double, _ high: Double) -> String {
        let points = latency.curve.map { (x: x($0.share), y: y($0.ms, low, high), point: $0) }
        let line = points.map { "\(frame.p($0.x)),\(frame.p($0.y))" }.joined(separator: " ")
        let marks = points.map { point in
            "<circle class=\"\(latency.outcome)\" cx=\"\(frame.p(point.x))\" cy=\"\(frame.p(point.y))\" r=\"3\"><title>\(latency.outcome): "
                + "\(Number.plain(point.point.share * 100)) % within \(Number.milliseconds(point.point.ms)) ms</title></circle>"
        }.joined()
        let name = points.last.map { frame.label(latency.outcome, x: min($0.x + 8, frame.width - frame.right - 4), y: max($0.y - 8, frame.top + 10), anchor: "end") } ?? ""
        return "<polyline class=\"curve \(latency.outcome)\" points=\"\(line)\"/>\(marks)\(name)"
    }
}
