import Timeline

/// How far each advertised reset lies from the boundary that was seen, as far as both are known; zero is right.
struct ResetPlot {
    private let resets: [(reset: Report.Reset, low: Double, high: Double)]
    private let most: Double
    private let frame = PlotFrame(height: 150)

    private static let mostPoints = 120

    init(_ resets: [Report.Reset]) {
        self.resets = resets.thinned(to: Self.mostPoints).map { ($0, $0.apart.low, $0.apart.high) }
        most = max(0.5, self.resets.map { max(abs($0.low), abs($0.high)) }.max() ?? 1)
    }

    var svg: String {
        guard !resets.isEmpty else { return "" }
        let zero = "<path class=\"ideal\" d=\"M\(frame.p(frame.left)),\(frame.p(y(0)))H\(frame.p(frame.width - frame.right))\"/>"
        let labels = [-most, 0, most].map { frame.label("\($0 > 0 ? "+" : "")\(Number.fixed($0, 1)) s", x: frame.left - 6, y: y($0) + 4, anchor: "end") }.joined()
        return frame.svg("Advertised reset minus the boundary that was seen", frame.axes + zero + labels + resets.indices.map(mark).joined())
    }

    private func y(_ apart: Double) -> Double { frame.y(0.5 + 0.46 * apart / most) }

    private func mark(_ index: Int) -> String {
        let (reset, low, high) = resets[index]
        let x = frame.x((Double(index) + 0.5) / Double(resets.count))
        let name = reset.canBeRight ? "admitted" : "limited"
        let judged = reset.canBeRight ? "" : ": cannot be right"
        let text = "#\(reset.attempt), key \(Markup.escaped(reset.key)): advertised \(range(reset.advertisedS)), seen \(range(reset.trueS))\(judged)"
        return "<path class=\"span \(name)\" d=\"M\(frame.p(x)),\(frame.p(y(low) + 1))V\(frame.p(y(high) - 1))\"><title>\(text)</title></path>"
    }

    private func range(_ range: Report.Range) -> String { "\(Number.fixed(range.atLeast, 2)) … \(Number.fixed(range.atMost, 2)) s" }
}
