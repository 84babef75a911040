/// Requests sent per second over the run, admitted over limited over failed.
struct ThroughputPlot {
    private let seconds: [Report.Second]
    private let frame = PlotFrame(height: 150)
    /// A long run is drawn in as many bars as the page has room for.
    private static let mostBars = 240

    init(_ throughput: Report.Throughput) { seconds = throughput.perSecond }

    /// How many seconds a bar stands for.
    private var width: Int { max(1, (seconds.count + Self.mostBars - 1) / Self.mostBars) }

    var caption: String { "Requests sent per second: admitted below, over them limited, failed, refused" + (width > 1 ? "; a bar is the mean of \(width) s" : "") }

    var svg: String {
        let bars = stride(from: 0, to: seconds.count, by: width).map { Bar(from: $0, seconds[$0..<min($0 + width, seconds.count)]) }
        guard let top = bars.map(\.total).max(), top > 0 else { return "" }
        let drawn = bars.enumerated().map { draw($0.element, position: $0.offset, of: bars.count, top: top) }.joined()
        return frame.svg(caption, frame.axes + frame.timeLabels(Double(seconds.count)) + drawn
            + frame.label("\(Number.plain(top, digits: 1))/s", x: frame.left - 6, y: frame.y(1) + 4, anchor: "end"))
    }

    /// Means over its seconds.
    private struct Bar {
        let from: Int
        let length: Int
        let parts: [(outcome: String, perSecond: Double)]
        var total: Double { parts.reduce(0) { $0 + $1.perSecond } }

        init(from: Int, _ seconds: ArraySlice<Report.Second>) {
            self.from = from
            length = seconds.count
            func mean(_ count: KeyPath<Report.Second, Int>) -> Double { Double(seconds.reduce(0) { $0 + $1[keyPath: count] }) / Double(max(1, seconds.count)) }
            let known = [("admitted", mean(\.admitted)), ("limited", mean(\.limited)), ("failed", mean(\.failed))]
            // What is left was refused for other reasons than the limit.
            parts = known + [("refused", max(0, mean(\.sent) - known.reduce(0) { $0 + $1.1 }))]
        }
    }

    private func draw(_ bar: Bar, position: Int, of count: Int, top: Double) -> String {
        let start = frame.x(Double(position) / Double(count))
        let width = max(1, frame.x(Double(position + 1) / Double(count)) - start - 1)
        var below = 0.0
        return bar.parts.map { outcome, perSecond in
            let low = frame.y(below / top)
            below += perSecond
            let high = frame.y(below / top)
            let title = "from \(bar.from) s, \(bar.length) s: \(Number.plain(perSecond, digits: 1))/s \(outcome)"
            return perSecond == 0 ? "" : "<rect class=\"bar \(outcome)\" x=\"\(frame.p(start))\" y=\"\(frame.p(high))\" width=\"\(frame.p(width))\" "
                + "height=\"\(frame.p(low - high))\"><title>\(title)</title></rect>"
        }.joined()
    }
}
