#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Response times over the run: the darker a cell, the more responses of that time came then.
struct HeatPlot {
    private let outcome: String
    private let bounds: [Double]
    private let columns: [[Int]]
    private let step: Double
    private let from: Double
    private let frame: PlotFrame

    private static let mostColumns = 80
    private static let shades = 5

    init(_ latency: Report.Latency) {
        outcome = latency.outcome
        bounds = latency.heat.boundsMs
        let counts = latency.heat.counts
        let first = counts.firstIndex { $0.contains { $0 > 0 } } ?? 0
        let width = max(1, (counts.count - first + Self.mostColumns - 1) / Self.mostColumns)
        columns = stride(from: first, to: counts.count, by: width).map { start in
            counts[start..<min(start + width, counts.count)].reduce([]) { sum, next in
                (0..<max(sum.count, next.count)).map { ($0 < sum.count ? sum[$0] : 0) + ($0 < next.count ? next[$0] : 0) }
            }
        }
        step = latency.heat.stepS * Double(width)
        from = latency.heat.stepS * Double(first)
        frame = PlotFrame(height: 34 + Double(min(24, max(4, bounds.count - 1))) * 13)
    }

    var svg: String {
        guard bounds.count > 1, let most = columns.flatMap(\.self).max(), most > 0 else { return "" }
        let cells = (1...Self.shades).map { shade in
            "<path class=\"heat \(outcome) h\(shade)\" d=\"\(columns.indices.map { path(column: $0, shade, most) }.joined())\"/>"
        }.joined()
        let times = frame.timeLabels(from: from, Double(columns.count) * step)
        return frame.svg("Response times of \(outcome) responses over the run", frame.axes + times + labels + cells + hovers)
    }

    private func x(_ column: Int) -> Double { frame.x(Double(column) / Double(columns.count)) }
    private func y(_ band: Int) -> Double { frame.y(Double(band) / Double(bounds.count - 1)) }

    private func path(column: Int, _ shade: Int, _ most: Int) -> String {
        let width = max(1, x(column + 1) - x(column))
        return columns[column].indices.filter { columns[column][$0] > 0 && Self.shade(columns[column][$0], most) == shade }.map { band in
            "M\(frame.p(x(column))),\(frame.p(y(band + 1)))h\(frame.p(width))v\(frame.p(y(band) - y(band + 1)))h-\(frame.p(width))z"
        }.joined()
    }

    /// On a log scale, so that a single slow response shows beside thousands of quick ones.
    private static func shade(_ count: Int, _ most: Int) -> Int {
        most <= 1 ? shades : 1 + Int((Double(shades - 1) * log(Double(count)) / log(Double(most))).rounded())
    }

    private var labels: String {
        let every = max(1, (bounds.count + 5) / 6)
        return bounds.indices.filter { $0 % every == 0 }.map { band in
            frame.label("\(Number.milliseconds(bounds[band])) ms", x: frame.left - 6, y: y(band) + 4, anchor: "end")
        }.joined()
    }

    private var hovers: String {
        columns.enumerated().filter { $0.element.contains { $0 > 0 } }.map { column, counts in
            let all = counts.reduce(0, +)
            let last = counts.lastIndex { $0 > 0 } ?? 0
            var below = 0
            let middle = counts.firstIndex { count in
                below += count
                return below * 2 >= all
            } ?? 0
            let text = "from \(Number.plain(from + Double(column) * step)) s: \(all) \(outcome), median \(range(middle)), slowest \(range(last))"
            return "<rect class=\"hover\" x=\"\(frame.p(x(column)))\" y=\"\(frame.p(frame.top))\" width=\"\(frame.p(max(1, x(column + 1) - x(column))))\" "
                + "height=\"\(frame.p(frame.height - frame.top - frame.bottom))\"><title>\(text)</title></rect>"
        }.joined()
    }

    private func range(_ band: Int) -> String { "\(Number.milliseconds(bounds[band])) … \(Number.milliseconds(bounds[min(band + 1, bounds.count - 1)])) ms" }
}
