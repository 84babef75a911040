/// The attempts of a witness as bars from departure to head, one below the other, over the windows in which they fell.
///
///     #12 |▬▬          |
///     #13 |   ▬▬▬      |┆ a new window, as advertised
struct WitnessPlot {
    private let attempts: [Report.Attempt]
    private let drawn: [Report.Attempt]
    private let windows: [Report.Window]
    private let from: Double
    private let length: Double
    private let frame: PlotFrame

    private static let mostRows = 40
    private static let rowHeight = 13.0

    init(_ attempts: [Report.Attempt], windows: [Report.Window]) {
        let sent = attempts.filter { $0.departedS != nil }
        self.attempts = sent
        // The first and the last tell most: what began it and what ended it.
        drawn = sent.count <= Self.mostRows ? sent : Array(sent.prefix(Self.mostRows - 10) + sent.suffix(10))
        let start = sent.compactMap(\.departedS).min() ?? 0
        let end = sent.map { $0.headS ?? $0.departedS ?? 0 }.max() ?? 0
        let margin = max((end - start) * 0.04, 0.0005)
        from = start - margin
        length = end - start + 2 * margin
        let keys = Set(sent.map(\.key))
        self.windows = windows.filter { keys.contains($0.key) && $0.openedAtS <= end + margin && $0.closedAtS >= start - margin }
        frame = PlotFrame(height: 36 + Double(drawn.count) * Self.rowHeight)
    }

    var svg: String {
        guard !drawn.isEmpty else { return "" }
        let title = "\(drawn.count) of \(attempts.count) attempts of the witness, from departure to head, over \(Number.measured(length * 1_000, "ms"))"
        return frame.svg(title, boundaries + frame.axes + frame.timeLabels(from: from, length) + drawn.enumerated().map { bar($0.element, row: $0.offset) }.joined())
    }

    private func x(_ seconds: Double) -> Double { frame.x(min(1, max(0, (seconds - from) / length))) }

    /// Where a key's responses begin to name another window.
    private var boundaries: String {
        windows.prefix(60).filter { $0.openedAtS > from }.map { window in
            "<path class=\"boundary\" d=\"M\(frame.p(x(window.openedAtS))),\(frame.p(frame.top))V\(frame.p(frame.height - frame.bottom))\">"
                + "<title>a new window of key \(Markup.escaped(window.key)) from \(Number.fixed(window.openedAtS, 3)) s</title></path>"
        }.joined()
    }

    private func bar(_ attempt: Report.Attempt, row: Int) -> String {
        let departed = attempt.departedS ?? 0
        let y = frame.top + 4 + Double(row) * Self.rowHeight
        let start = x(departed)
        let width = max(4, x(attempt.headS ?? departed) - start)
        let status = attempt.status.map { "\($0)" } ?? "no response"
        let name = switch attempt.status {
        case .some(200...299): "admitted"
        case .some(429): "limited"
        case .none: "failed"
        default: "refused"
        }
        let text = "#\(attempt.index) \(status), departed \(Number.fixed(departed, 4)) s, head \(attempt.headS.map { Number.fixed($0, 4) } ?? "never") s"
        let label = row % max(1, drawn.count / 20) == 0 ? frame.label("#\(attempt.index)", x: frame.left - 4, y: y + 8, anchor: "end") : ""
        return "\(label)<rect class=\"flight \(name)\" x=\"\(frame.p(start))\" y=\"\(frame.p(y))\" width=\"\(frame.p(width))\" height=\"9\"><title>\(text)</title></rect>"
    }
}
