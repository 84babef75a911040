/// A drawing area with a margin, and the two scales of a plot.
struct PlotFrame {
    var width = 960.0
    var height: Double
    let left = 52.0
    let right = 28.0
    let top = 10.0
    let bottom = 24.0

    func x(_ share: Double) -> Double { left + share * (width - left - right) }
    func y(_ share: Double) -> Double { height - bottom - share * (height - top - bottom) }

    func svg(_ title: String, _ content: String) -> String {
        "<svg viewBox=\"0 0 \(Int(width)) \(Int(height.rounded(.up)))\" role=\"img\" tabindex=\"0\" aria-label=\"\(title)\">\(content)</svg>"
    }

    var axes: String {
        "<path class=\"axis\" fill=\"none\" d=\"M\(p(left)),\(p(top))V\(p(height - bottom))H\(p(width - right))\"/>"
    }

    func label(_ text: String, x: Double, y: Double, anchor: String = "middle", className: String? = nil) -> String {
        "<text\(className.map { " class=\"\($0)\"" } ?? "") x=\"\(p(x))\" y=\"\(p(y))\" text-anchor=\"\(anchor)\">\(text)</text>"
    }

    func p(_ value: Double) -> String { Number.fixed(value, 1) }

    /// Labels at round numbers along the time axis.
    func timeLabels(_ duration: Double) -> String { timeLabels(from: 0, duration) }

    func timeLabels(from start: Double, _ length: Double) -> String {
        let step = Self.roundStep(length / 8)
        let first = (start / step).rounded(.up) * step
        // Bounded: far from zero a step may be too small to count.
        return stride(from: first, through: start + length, by: step).prefix(40)
            .map { label("\(Number.plain($0, digits: step < 0.001 ? 5 : 3)) s", x: x(($0 - start) / length), y: height - 7) }.joined()
    }

    /// 1, 2 or 5 times a power of ten, at least the given number.
    static func roundStep(_ least: Double) -> Double {
        var step = 0.00001
        while step < least {
            for factor in [2.0, 2.5, 2.0] {
                step *= factor
                if step >= least { return step }
            }
        }
        return step
    }
}
