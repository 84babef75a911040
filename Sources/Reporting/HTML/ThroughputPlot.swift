/// Requests in each second, admitted over limited over failed.
struct ThroughputPlot {
    private let seconds: [Report.Second]
    private let frame = PlotFrame(height: 150)

    init(_ throughput: Report.Throughput) { seconds = throughput.perSecond }

    var svg: String {
        let most = seconds.map(\.sent).max() ?? 0
        guard most > 0 else { return "" }
        // A long run is drawn in as many bars as the page has room for.
        let width = max(1, (seconds.count + 239) / 240)
        let bars = stride(from: 0, to: seconds.count, by: width).map { start in seconds[start..<min(start + width, seconds.count)] }
        let top = Double(bars.map { $0.reduce(0) { $0 + $1.sent } }.max() ?? 1)
        let drawn = bars.enumerated().map { bar($0.element, from: $0.offset * width, position: $0.offset, of: bars.count, top: top) }.joined()
        return frame.svg("Requests in each second", frame.axes + frame.timeLabels(Double(seconds.count)) + drawn
            + frame.label("\(Int(top))", x: frame.left - 6, y: frame.y(1) + 4, anchor: "end"))
    }

    private func bar(_ seconds: ArraySlice<Report.Second>, from first: Int, position: Int, of count: Int, top: Double) -> String {
        let start = frame.x(Double(position) / Double(count))
        let width = max(1, frame.x(Double(position + 1) / Double(count)) - start - 1)
        let parts = [("admitted", seconds.reduce(0) { $0 + $1.admitted }), ("limited", seconds.reduce(0) { $0 + $1.limited }),
                     ("failed", seconds.reduce(0) { $0 + $1.failed })]
        var below = 0.0
        return parts.map { name, value in
            let low = frame.y(below / top)
            below += Double(value)
            let high = frame.y(below / top)
            return value == 0 ? "" : "<rect class=\"bar \(name)\" x=\"\(frame.p(start))\" y=\"\(frame.p(high))\" width=\"\(frame.p(width))\" "
                + "height=\"\(frame.p(low - high))\"><title>from \(first) s: \(value) \(name)</title></rect>"
        }.joined()
    }
}
