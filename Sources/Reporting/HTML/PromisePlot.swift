import Timeline

/// Retry-After as promised against the wait that was true, which is known from … to; on the line, the promise is exact.
struct PromisePlot {
    private let promises: [Report.RetryAfter]
    private let most: Double
    private let frame = PlotFrame(height: 240)

    private static let mostPoints = 120

    init(_ promises: [Report.RetryAfter]) {
        self.promises = promises.thinned(to: Self.mostPoints)
        most = max(1, promises.map { max($0.promisedS, $0.trueS.atMost) }.max() ?? 1)
    }

    var svg: String {
        guard !promises.isEmpty else { return "" }
        let line = "<path class=\"ideal\" d=\"M\(frame.p(frame.x(0))),\(frame.p(frame.y(0)))L\(frame.p(frame.x(1))),\(frame.p(frame.y(1)))\"/>"
        return frame.svg("Retry-After as promised against the true wait", frame.axes + frame.timeLabels(most) + heights + line + promises.map(mark).joined())
    }

    private var heights: String {
        let step = PlotFrame.roundStep(most / 4)
        return stride(from: 0, through: most, by: step).map { frame.label("\(Number.plain($0)) s", x: frame.left - 6, y: frame.y($0 / most) + 4, anchor: "end") }.joined()
    }

    private func mark(_ promise: Report.RetryAfter) -> String {
        let x = frame.x(min(1, max(0, promise.promisedS / most)))
        let (low, high) = (frame.y(max(0, promise.trueS.atLeast) / most), frame.y(min(1, promise.trueS.atMost / most)))
        // Too short is what a client suffers from.
        let name = promise.promisedS < promise.trueS.atLeast ? "limited" : "admitted"
        let truth = "\(Number.fixed(promise.trueS.atLeast, 2)) … \(Number.fixed(promise.trueS.atMost, 2)) s"
        let text = "#\(promise.attempt): promised \(Number.plain(promise.promisedS)) s, true \(truth)\(promise.promisedS < promise.trueS.atLeast ? ": too short" : "")"
        // A wait that is known exactly still has to be seen.
        let more = max(0, 3 - (low - high)) / 2
        return "<path class=\"span \(name)\" d=\"M\(frame.p(x)),\(frame.p(low + more))V\(frame.p(high - more))\">"
            + "<title>\(text)</title></path>"
    }
}
