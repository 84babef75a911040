import Timeline

/// Remaining over time on one key: a saw-tooth with window boundaries, admitted and limited requests marked.
struct WindowPlot {
    private let timeline: Report.KeyTimeline
    private let windows: [Report.Window]
    /// What the height stands for: the quota, or more where more is said to be left.
    private let top: Double
    private let quota: Double
    private let duration: Double
    private let frame = PlotFrame(height: 132)

    private static let mostPoints = 240

    init(_ timeline: Report.KeyTimeline, windows: [Report.Window], quota: Int, duration: Double) {
        self.timeline = timeline
        // A reset that moves with each request names no windows worth drawing.
        self.windows = windows.count <= 60 ? windows.sorted { $0.openedAtS < $1.openedAtS } : []
        self.quota = Double(quota)
        top = Double(max(quota, timeline.points.compactMap(\.remaining).max() ?? 0))
        self.duration = max(duration, 0.001)
    }

    var svg: String {
        frame.svg("Remaining over time on one key", bands + frame.axes + frame.timeLabels(duration) + labels + excesses + saw + marks)
    }

    /// Attempts of the key that the picture leaves out.
    var omitted: Int { timeline.omitted + timeline.points.count - thinned.count }

    /// Every so many-th point, where more would only lie on each other.
    private var thinned: [Report.Point] { timeline.points.thinned(to: Self.mostPoints) }

    private var labels: String {
        let ends = frame.label("0", x: frame.left - 6, y: frame.y(0) + 4, anchor: "end")
            + frame.label("\(Int(quota))", x: frame.left - 6, y: frame.y(quota / top) + 4, anchor: "end")
        return top == quota ? ends : ends + "<path class=\"boundary\" d=\"M\(frame.p(frame.left)),\(frame.p(frame.y(quota / top)))H\(frame.p(frame.x(1)))\"/>"
    }

    private func x(_ seconds: Double) -> Double { frame.x(min(1, seconds / duration)) }
    /// What is unknown has no height: it lies below the axis.
    private func y(_ remaining: Int?) -> Double { frame.y(remaining.map { min(1, max(0, Double($0) / top)) } ?? -0.06) }

    /// How many a window admitted for certain, where that is more than the quota: they all lie on as many heights as the quota has.
    private var excesses: String {
        windows.filter { $0.admitted.atLeast > quota }.map { window in
            frame.label("\(Int(window.admitted.atLeast)) admitted", x: x((window.openedAtS + window.closedAtS) / 2), y: frame.top + 12, className: "excess")
        }.joined()
    }

    private var bands: String {
        windows.enumerated().map { position, window in
            let start = x(window.openedAtS)
            let width = max(1, x(window.closedAtS) - start)
            let band = position % 2 == 0 ? "<rect class=\"band\" x=\"\(frame.p(start))\" y=\"\(frame.p(frame.top))\" width=\"\(frame.p(width))\" "
                + "height=\"\(frame.p(frame.height - frame.top - frame.bottom))\"/>" : ""
            let line = position > 0
                ? "<path class=\"boundary\" d=\"M\(frame.p(start)),\(frame.p(frame.top))V\(frame.p(frame.height - frame.bottom))\"/>" : ""
            return band + line
        }.joined()
    }

    private var saw: String {
        let points = thinned.filter { $0.remaining != nil }
        guard let first = points.first else { return "" }
        return "<path class=\"saw\" d=\"M\(frame.p(x(first.atS))),\(frame.p(y(first.remaining)))"
            + points.dropFirst().map { "H\(frame.p(x($0.atS)))V\(frame.p(y($0.remaining)))" }.joined() + "\"/>"
    }

    private var marks: String {
        thinned.map { point in
            let x = x(point.atS)
            let hover = "<title>\(point.outcome) at \(Number.fixed(point.atS, 3)) s"
                + (point.remaining.map { ", remaining \($0)" } ?? ", remaining unknown") + "</title>"
            switch point.outcome {
            case "admitted":
                return "<circle class=\"admitted\" cx=\"\(frame.p(x))\" cy=\"\(frame.p(y(point.remaining)))\" r=\"2\">\(hover)</circle>"
            case "limited":
                let y = frame.y(0)
                return "<path class=\"limited\" d=\"M\(frame.p(x - 2.5)),\(frame.p(y - 2.5))l5,5m0,-5l-5,5\">\(hover)</path>"
            default:
                let name = point.outcome == "refused" ? "refused" : "failed"
                return "<circle class=\"\(name)\" cx=\"\(frame.p(x))\" cy=\"\(frame.p(y(point.remaining)))\" r=\"3\">\(hover)</circle>"
            }
        }.joined()
    }
}
